namespace Perennial.Analytics.Models;

/// <summary>
/// The likelihood of Pareto/NBD (Fader, Hardie 2005, "A note on deriving the Pareto/NBD model and related expressions", eq. 15 before it
/// is integrated):
/// <code>
/// L = Γ(r+x)/Γ(r) α^r β^s { (α+T)^-(r+x) (β+T)^-s + ∫ s (α+τ)^-(r+x) (β+τ)^-(s+1) dτ, τ from t_x to T }
/// </code>
/// </summary>
internal sealed class ParetoNbdLikelihood(BuyerRows rows) : Likelihood(parameters: 4)
{
    private const int R = 0;
    private const int Alpha = 1;
    private const int S = 2;
    private const int Beta = 3;
    private const int Seconds = 10;

    private readonly double[] beyond = BetaGeometricLikelihood.Beyond(rows);

    protected override int Rows => rows.Count;

    protected override void Prepare(double[] point)
    {
    }

    protected override double[] Block(double[] point, int from, int to)
    {
        var sums = new double[Numbers];
        var (r, alpha, s, beta) = (point[R], point[Alpha], point[S], point[Beta]);
        Span<double> u = stackalloc double[4];
        Span<double> v = stackalloc double[4];
        Span<double> second = stackalloc double[Seconds];
        var death = new ParetoDeath(r, alpha, s, beta) { First = v, Second = second };
        for (var i = from; i < to; i++)
        {
            var (x, w, orders) = (rows.X[i], rows.Weight[i], r + rows.X[i]);
            var (a, b) = (alpha + rows.T[i], beta + rows.T[i]);
            var (logA, logB) = (Math.Log(a), Math.Log(b));
            var alive = (-orders * logA) - (s * logB);
            (u[R], u[Alpha], u[S], u[Beta]) = (-logA, -orders / a, -logB, -s / b);
            var left = death.Log(x, rows.Tx[i], rows.T[i]);
            var top = Math.Max(alive, left);
            var value = top + Math.Log(Math.Exp(alive - top) + Math.Exp(left - top));
            var dead = Math.Exp(left - value);
            AddMixture(sums, w, value, dead, u, dead == 0 ? u : v);
            for (var k = 0; dead > 0 && k < Seconds; k++)
            {
                sums[5 + k] += w * dead * second[k];
            }

            var there = w * (1 - dead);
            sums[Second(R, Alpha)] -= there / a;
            sums[Second(Alpha, Alpha)] += there * orders / (a * a);
            sums[Second(S, Beta)] -= there / b;
            sums[Second(Beta, Beta)] += there * s / (b * b);
        }

        return sums;
    }

    protected override double[] OfAll(double[] point)
    {
        var sums = new double[Numbers];
        var (r, alpha, s, beta) = (point[R], point[Alpha], point[S], point[Beta]);
        var customers = rows.Customers;
        sums[0] = customers * ((r * Math.Log(alpha)) + (s * Math.Log(beta)));
        (sums[1 + R], sums[1 + Alpha]) = (customers * Math.Log(alpha), customers * r / alpha);
        (sums[1 + S], sums[1 + Beta]) = (customers * Math.Log(beta), customers * s / beta);
        (sums[Second(R, Alpha)], sums[Second(Alpha, Alpha)]) = (customers / alpha, -customers * r / (alpha * alpha));
        (sums[Second(S, Beta)], sums[Second(Beta, Beta)]) = (customers / beta, -customers * s / (beta * beta));
        for (var i = 0; i < beyond.Length; i++)
        {
            sums[0] += beyond[i] * Math.Log(r + i);
            sums[1 + R] += beyond[i] / (r + i);
            sums[Second(R, R)] -= beyond[i] / ((r + i) * (r + i));
        }

        return sums;
    }
}
