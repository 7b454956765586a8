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
        var rule = half <= 0.3 && fallen <= 3 ? GaussLegendre.Eight : half <= 1.5 && fallen <= 12 ? GaussLegendre.Sixteen : GaussLegendre.ThirtyTwo;
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

    private readonly double WithDerivatives(GaussLegendre rule, (double Middle, double Half, double M) range, double orders, double top)
    {
        First.Clear();
        Second.Clear();
        var sum = 0.0;
        Span<double> d = stackalloc double[4];
        for (var k = 0; k < rule.Nodes.Length; k++)
        {
            var u = range.Middle + (range.Half * rule.Nodes[k]);
            var shifted = Math.Exp(u);
            var (a, b) = (shifted + (alpha - range.M), shifted + (beta - range.M));
            var (logA, logB) = alpha <= beta ? (u, Math.Log(b)) : (Math.Log(a), u);
            var w = rule.Weights[k] * Math.Exp(u - (orders * logA) - ((s + 1) * logB) - top);
            (d[0], d[1], d[2], d[3]) = (-logA, -orders / a, (1 / s) - logB, -(s + 1) / b);
            sum += w;
            var at = 0;
            for (var i = 0; i < 4; i++)
            {
                First[i] += w * d[i];
                for (var j = i; j < 4; j++)
                {
                    Second[at++] += w * d[i] * d[j];
                }
            }

            Second[1] -= w / a;
            Second[4] += w * orders / (a * a);
            Second[7] -= w / (s * s);
            Second[8] -= w / b;
            Second[9] += w * (s + 1) / (b * b);
        }

        foreach (ref var mean in First)
        {
            mean /= sum;
        }

        for (int i = 0, at = 0; i < First.Length; i++)
        {
            for (var j = i; j < First.Length; j++, at++)
            {
                Second[at] = (Second[at] / sum) - (First[i] * First[j]);
            }
        }

        return sum;
    }
}
