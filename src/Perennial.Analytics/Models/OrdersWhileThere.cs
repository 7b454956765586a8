namespace Perennial.Analytics.Models;

/// <summary>
/// Orders that a customer of BG/NBD or MBG/NBD places in t who is there at the beginning of it, whose rate is gamma(r, α) and whose chance
/// p of leaving after an order is beta(a, b) for her: eq. 10 of Fader, Hardie and Lee (2005) over its denominator, which is the mean of
/// <code>
/// g(p) = (1 - (α/(α+pt))^r) / p
/// </code>
/// </summary>
internal static class OrdersWhileThere
{
    private const int TermsMax = 100_000;
    private const double TermSmall = 1e-14;
    private const double LeavingMax = 30;
    private const double AlternatingMax = 8;
    private const double NearOne = 0.999;
    private const double FallEnough = 45;
    private const double Negligible = -39;
    private const double PieceMax = 1.5;
    private const int PiecesMin = 8;

    /// <summary>The mean.</summary>
    public static double Of(double r, double alpha, double a, double b, double t) => !(t > 0) ? 0
        : a <= LeavingMax && a + b - 1 - r >= -AlternatingMax && t <= NearOne * (alpha + t) ? ByPowers(r, alpha, a, b, t)
        : ByIntegral(r, alpha, a, b, t);

    // The paper's hypergeometric function by Euler's transformation, and with its pole at a = 1 taken out of it: with C = a+b-1,
    // z = t/(α+t), ε = a-1 it is C (1 - (1-z)^ε)/ε - (1-z)^ε Σ_{n≥1} (C-r)_n (1+ε)_{n-1} / ((C+1)_{n-1} n!) z^n.
    private static double ByPowers(double r, double alpha, double a, double b, double t)
    {
        var (c, z, e) = (a + b - 1, t / (alpha + t), a - 1);
        var log = -LogSpace.LogOnePlus(t / alpha);
        var grown = e == 0 ? log : LogSpace.ExpMinusOne(e * log) / e;
        var (sum, term) = (0.0, (c - r) * z);
        for (var n = 1; n < TermsMax; n++)
        {
            sum += term;
            if (Math.Abs(term) <= TermSmall * Math.Abs(sum) && n > Math.Abs(c - r))
            {
                break;
            }

            term *= (c - r + n) * (e + n) / ((c + n) * (n + 1)) * z;
        }

        return Math.Max(0, (-c * grown) - (Math.Exp(e * log) * sum));
    }

    // Where powers grow beyond all bounds or take each other away: the mean over y = ln(p/(1-p)), in which the density has one top and
    // falls ever faster on both sides. Far to the left g no longer changes, and what is there is known.
    private static double ByIntegral(double r, double alpha, double a, double b, double t)
    {
        var scale = GammaFunctions.Log(a + b) - GammaFunctions.Log(a) - GammaFunctions.Log(b);
        double Density(double y) => scale + (a * Math.Min(0, y)) - (b * Math.Max(0, y)) - ((a + b) * Math.Log(1 + Math.Exp(-Math.Abs(y))));
        var middle = Math.Log(a / b);
        var flat = Negligible - LogSpace.LogOnePlus((r + 1) * t / alpha);
        var low = Math.Max(Reach(middle, -1), Math.Min(flat, middle));
        var high = Reach(middle, 1);
        var pieces = Math.Max(PiecesMin, (int)Math.Ceiling((high - low) / PieceMax));
        var (sum, half, rule) = (0.0, (high - low) / pieces / 2, GaussLegendre.Sixteen);
        for (var piece = 0; piece < pieces; piece++)
        {
            for (var k = 0; k < rule.Nodes.Length; k++)
            {
                var y = low + (half * ((2 * piece) + 1 + rule.Nodes[k]));
                var p = y > 0 ? 1 / (1 + Math.Exp(-y)) : Math.Exp(y) / (1 + Math.Exp(y));
                sum += rule.Weights[k] * half * Math.Exp(Density(y)) * -LogSpace.ExpMinusOne(-r * LogSpace.LogOnePlus(p * t / alpha)) / p;
            }
        }

        return sum + (r * t / alpha * Math.Exp(Density(low)) / a);

        double Reach(double from, int direction)
        {
            var (top, step) = (Density(from), 1.0);
            while (Density(from + (direction * step)) > top - FallEnough && step < 1e12)
            {
                step *= 2;
            }

            var (near, far) = (0.0, step);
            for (var i = 0; i < 30; i++)
            {
                var between = (near + far) / 2;
                (near, far) = Density(from + (direction * between)) > top - FallEnough ? (between, far) : (near, between);
            }

            return from + (direction * far);
        }
    }
}
