namespace Perennial.Analytics.Models;

/// <summary>
/// ln Γ and its derivatives for numbers above 0: by recurrence up to where Stirling's series holds to the last digit. Abramowitz, Stegun
/// (1964), 6.1.41, 6.3.18, 6.4.12.
/// </summary>
internal static class GammaFunctions
{
    private const double SeriesFrom = 12;

    /// <summary>ln Γ(x).</summary>
    public static double Log(double x)
    {
        var product = 1.0;
        for (; x < SeriesFrom; x++)
        {
            product *= x;
        }

        var series = Powers(1 / (x * x), [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360]) / x;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series - Math.Log(product);
    }

    /// <summary>Its derivative, ψ(x).</summary>
    public static double Digamma(double x)
    {
        var sum = 0.0;
        for (; x < SeriesFrom; x++)
        {
            sum -= 1 / x;
        }

        var z = 1 / (x * x);
        return sum + Math.Log(x) - (0.5 / x) - (z * Powers(z, [1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760]));
    }

    /// <summary>The second derivative, ψ'(x).</summary>
    public static double Trigamma(double x)
    {
        var sum = 0.0;
        for (; x < SeriesFrom; x++)
        {
            sum += 1 / (x * x);
        }

        var z = 1 / (x * x);
        return sum + (1 / x) + (0.5 * z) + (z / x * Powers(z, [1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730]));
    }

    // c0 + c1 z + c2 z² + …
    private static double Powers(double z, ReadOnlySpan<double> factors)
    {
        var sum = 0.0;
        for (var i = factors.Length - 1; i >= 0; i--)
        {
            sum = (sum * z) + factors[i];
        }

        return sum;
    }
}
