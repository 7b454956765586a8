namespace Perennial.Analytics.Models;

/// <summary>The model in which nobody leaves: orders at a rate that is gamma(r, α) over customers (NBD; Ehrenberg 1959). What says more
/// than this one of leaving has to be more likely than it.</summary>
internal static class NoDropOut
{
    /// <summary>How likely the data are at its maximum.</summary>
    public static double LogLikelihood(BuyerRows rows, IReadOnlyList<double> start) =>
        Maximizer.Climb(new NbdLikelihood(rows), [start[0], start[1]]).Value;

    private sealed class NbdLikelihood(BuyerRows rows) : Likelihood(parameters: 2)
    {
        private readonly double[] beyond = BetaGeometricLikelihood.Beyond(rows);

        protected override int Rows => rows.Count;

        protected override void Prepare(double[] point)
        {
        }

        protected override double[] Block(double[] point, int from, int to)
        {
            var sums = new double[Numbers];
            for (var i = from; i < to; i++)
            {
                var (w, orders, time) = (rows.Weight[i], point[0] + rows.X[i], point[1] + rows.T[i]);
                var log = Math.Log(time);
                sums[0] -= w * orders * log;
                sums[1] -= w * log;
                sums[2] -= w * orders / time;
                sums[Second(0, 1)] -= w / time;
                sums[Second(1, 1)] += w * orders / (time * time);
            }

            return sums;
        }

        protected override double[] OfAll(double[] point)
        {
            var sums = new double[Numbers];
            var (r, alpha, customers) = (point[0], point[1], rows.Customers);
            sums[0] = customers * r * Math.Log(alpha);
            sums[1] = customers * Math.Log(alpha);
            sums[2] = customers * r / alpha;
            sums[Second(0, 1)] = customers / alpha;
            sums[Second(1, 1)] = -customers * r / (alpha * alpha);
            for (var i = 0; i < beyond.Length; i++)
            {
                sums[0] += beyond[i] * Math.Log(r + i);
                sums[1] += beyond[i] / (r + i);
                sums[Second(0, 0)] -= beyond[i] / ((r + i) * (r + i));
            }

            return sums;
        }
    }
}
