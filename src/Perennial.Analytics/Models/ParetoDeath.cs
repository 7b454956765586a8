namespace Perennial.Analytics.Models;

/// <summary>
/// How likely a customer of Pareto/NBD is one who left between t_x and T, beside what she has in common with one who did not:
/// <code>
/// ∫ s (α+τ)^-(r+x) (β+τ)^-(s+1) dτ, τ from t_x to T
/// </code>
/// Papers write it as a difference of hypergeometric functions, which loses all digits where customers order often. Here it is summed up
/// in u = ln(τ + min(α, β)), where it has no sharp bend for any parameters, relative to its largest value.
/// </summary>
internal ref struct ParetoDeath
{
    private const double FallEnough = 42;

    private readonly double r, alpha, s, beta;

    /// <summary>Means of the first derivatives by r, α, s, β of the integrand's logarithm, weighted by the integrand.</summary>
    public Span<double> First;

    /// <summary>Means of second derivatives, and of products of first ones less the products of their means; upper half, row by row.</summary>
    public Span<double> Second;

    public ParetoDeath(double r, double alpha, double s, double beta)
    {
        (this.r, this.alpha, this.s, this.beta) = (r, alpha, s, beta);
        First = default;
        Second = default;
    }

    /// <summary>The integral's logarithm; negative infinity where t_x = T. Derivatives are made where there is room for them.</summary>
    public readonly double Log(double x, double tx, double t)
    {
        if (!(t > tx))
        {
            return double.NegativeInfinity;
        }

        var m = Math.Min(alpha, beta);
        var (low, high, orders) = (Math.Log(m + tx), Math.Log(m + t), r + x);

        // It falls ever faster: behind this nothing of it is left.
        var fall = (orders * (m + tx) / (alpha + tx)) + ((s + 1) * (m + tx) / (beta + tx)) - 1;
        if (fall * (high - low) > FallEnough)
        {
            high = low + (FallEnough / fall);
        }

        var (middle, half) = ((low + high) / 2, (high - low) / 2);
        var fallen = Math.Max(orders + s, fall) * (high - low);
        var rule = half <= 0.75 && fallen <= 4 ? GaussLegendre.Eight : half <= 2.4 && fallen <= 14 ? GaussLegendre.Sixteen : GaussLegendre.ThirtyTwo;
        var top = Math.Max(At(low, m, orders), At(high, m, orders));
        var sum = 0.0;
        if (First.IsEmpty)
        {
            for (var k = 0; k < rule.Nodes.Length; k++)
            {
                sum += rule.Weights[k] * Math.Exp(At(middle + (half * rule.Nodes[k]), m, orders) - top);
            }
        }
        else
        {
            sum = WithDerivatives(rule, (middle, half, m), orders, top);
        }

        return Math.Log(s * half * sum) + top;
    }

    // The integrand's logarithm in u, without ln s.
    private readonly double At(double u, double m, double orders)
    {
        var shifted = Math.Exp(u);
        return alpha <= beta
            ? u - (orders * u) - ((s + 1) * Math.Log(shifted + (beta - m)))
            : u - (orders * Math.Log(shifted + (alpha - m))) - ((s + 1) * u);
    }

    // Sums in variables of their own: where spans are cleared beside calls of exp and log, these take ten times as long.
    private readonly double WithDerivatives(GaussLegendre rule, (double Middle, double Half, double M) range, double orders, double top)
    {
        var sum = 0.0;
        double mr = 0, ma = 0, ms = 0, mb = 0, rr = 0, ra = 0, rs = 0, rb = 0, aa = 0, asx = 0, ab = 0, ss = 0, sb = 0, bb = 0;
        for (var k = 0; k < rule.Nodes.Length; k++)
        {
            var u = range.Middle + (range.Half * rule.Nodes[k]);
            var shifted = Math.Exp(u);
            var (perA, perB) = (1 / (shifted + (alpha - range.M)), 1 / (shifted + (beta - range.M)));
            var (logA, logB) = alpha <= beta ? (u, -Math.Log(perB)) : (-Math.Log(perA), u);
            var w = rule.Weights[k] * Math.Exp(u - (orders * logA) - ((s + 1) * logB) - top);
            var (dr, da, ds, db) = (-logA, -orders * perA, (1 / s) - logB, -(s + 1) * perB);
            var (wr, wa, ws, wb) = (w * dr, w * da, w * ds, w * db);
            sum += w;
            (mr, ma, ms, mb) = (mr + wr, ma + wa, ms + ws, mb + wb);
            (rr, ra, rs, rb) = (rr + (wr * dr), ra + (wr * da) - (w * perA), rs + (wr * ds), rb + (wr * db));
            (aa, asx, ab) = (aa + (wa * da) + (w * orders * perA * perA), asx + (wa * ds), ab + (wa * db));
            (ss, sb) = (ss + (ws * ds) - (w / (s * s)), sb + (ws * db) - (w * perB));
            bb += (wb * db) + (w * (s + 1) * perB * perB);
        }

        (mr, ma, ms, mb) = (mr / sum, ma / sum, ms / sum, mb / sum);
        (First[0], First[1], First[2], First[3]) = (mr, ma, ms, mb);
        (Second[0], Second[1]) = ((rr / sum) - (mr * mr), (ra / sum) - (mr * ma));
        (Second[2], Second[3]) = ((rs / sum) - (mr * ms), (rb / sum) - (mr * mb));
        (Second[4], Second[5], Second[6]) = ((aa / sum) - (ma * ma), (asx / sum) - (ma * ms), (ab / sum) - (ma * mb));
        (Second[7], Second[8], Second[9]) = ((ss / sum) - (ms * ms), (sb / sum) - (ms * mb), (bb / sum) - (mb * mb));
        return sum;
    }
}
