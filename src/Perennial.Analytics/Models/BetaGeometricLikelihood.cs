namespace Perennial.Analytics.Models;

/// <summary>
/// The likelihood that BG/NBD and MBG/NBD share. A customer orders at a rate that is gamma(r, α) over customers, and leaves with a chance
/// that is beta(a, b) over customers: after each order, and in the modified model at the beginning too. With s = 0 or 1 for the latter
/// <code>
/// L = Γ(r+x)/Γ(r) α^r B(a, b+x+s)/B(a, b) { (α+T)^-(r+x) + [x + s > 0] a/(b+x+s-1) (α+t_x)^-(r+x) }
/// </code>
/// As x, t_x and T are whole numbers, all logarithms are looked up.
/// </summary>
internal sealed class BetaGeometricLikelihood : Likelihood
{
    private const int R = 0;
    private const int Alpha = 1;
    private const int A = 2;
    private const int B = 3;

    private readonly BuyerRows rows;
    private readonly int shift;
    private readonly double[] beyond;
    private readonly double[] logDay;
    private readonly double[] perDay;

    public BetaGeometricLikelihood(BuyerRows rows, int shift)
        : base(parameters: 4)
    {
        (this.rows, this.shift) = (rows, shift);
        beyond = Beyond(rows);
        var days = rows.Count == 0 ? 0 : rows.T.Max();
        (logDay, perDay) = (new double[days + 1], new double[days + 1]);
    }

    protected override int Rows => rows.Count;

    /// <summary>Customers with x above i, at [i]: sums over Γ(r+x)/Γ(r) = r (r+1) … (r+x-1) need no more.</summary>
    internal static double[] Beyond(BuyerRows rows)
    {
        var counts = new double[rows.Count == 0 ? 0 : rows.X.Max()];
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows.X[i] > 0)
            {
                counts[rows.X[i] - 1] += rows.Weight[i];
            }
        }

        for (var i = counts.Length - 2; i >= 0; i--)
        {
            counts[i] += counts[i + 1];
        }

        return counts;
    }

    protected override void Prepare(double[] point)
    {
        for (var d = 0; d < logDay.Length; d++)
        {
            (logDay[d], perDay[d]) = (Math.Log(point[Alpha] + d), 1 / (point[Alpha] + d));
        }
    }

    protected override double[] Block(double[] point, int from, int to)
    {
        var sums = new double[Numbers];
        var (r, a, b) = (point[R], point[A], point[B]);
        var (logA, perA) = (Math.Log(a), 1 / a);
        Span<double> u = stackalloc double[4];
        Span<double> v = stackalloc double[4];
        for (var i = from; i < to; i++)
        {
            var (x, w, orders) = (rows.X[i], rows.Weight[i], r + rows.X[i]);
            var (logT, perT) = (logDay[rows.T[i]], perDay[rows.T[i]]);
            (u[R], u[Alpha]) = (-logT, -orders * perT);
            var (dead, value) = (0.0, -orders * logT);
            if (x + shift > 0)
            {
                var (logTx, perTx, stays) = (logDay[rows.Tx[i]], perDay[rows.Tx[i]], b + x + shift - 1);
                (v[R], v[Alpha], v[A], v[B]) = (-logTx, -orders * perTx, perA, -1 / stays);
                var odds = Math.Exp(Math.Min(logA - Math.Log(stays) + (orders * (logT - logTx)), 700));
                dead = odds / (1 + odds);
                value += Math.Log(1 + odds);
                sums[Second(Alpha, Alpha)] += w * orders * (((1 - dead) * perT * perT) + (dead * perTx * perTx));
                sums[Second(R, Alpha)] -= w * (((1 - dead) * perT) + (dead * perTx));
                sums[Second(A, A)] -= w * dead * perA * perA;
                sums[Second(B, B)] += w * dead / (stays * stays);
            }
            else
            {
                sums[Second(Alpha, Alpha)] += w * orders * perT * perT;
                sums[Second(R, Alpha)] -= w * perT;
            }

            AddMixture(sums, w, value, dead, u, dead == 0 ? u : v);
        }

        return sums;
    }

    protected override double[] OfAll(double[] point)
    {
        var sums = new double[Numbers];
        var (r, alpha, a, b) = (point[R], point[Alpha], point[A], point[B]);
        var customers = rows.Customers;
        sums[0] = customers * r * Math.Log(alpha);
        sums[1 + R] = customers * Math.Log(alpha);
        sums[1 + Alpha] = customers * r / alpha;
        sums[Second(R, Alpha)] = customers / alpha;
        sums[Second(Alpha, Alpha)] = -customers * r / (alpha * alpha);
        for (var i = 0; i < beyond.Length; i++)
        {
            var n = beyond[i];
            sums[0] += n * Math.Log(r + i);
            sums[1 + R] += n / (r + i);
            sums[Second(R, R)] -= n / ((r + i) * (r + i));
        }

        // B(a, b+m)/B(a, b) = b (b+1) … (b+m-1) / ((a+b) … (a+b+m-1)), m = x + s.
        for (var i = 0; i < beyond.Length + shift; i++)
        {
            var (n, stays, all) = (i < shift ? customers : beyond[i - shift], b + i, a + b + i);
            sums[0] += n * Math.Log(stays / all);
            sums[1 + A] -= n / all;
            sums[1 + B] += n * ((1 / stays) - (1 / all));
            sums[Second(A, A)] += n / (all * all);
            sums[Second(A, B)] += n / (all * all);
            sums[Second(B, B)] += n * ((1 / (all * all)) - (1 / (stays * stays)));
        }

        return sums;
    }
}
