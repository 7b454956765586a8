namespace Perennial.Analytics.Models;

/// <summary>Logarithms and powers of numbers near 1, which the framework's own round away.</summary>
internal static class LogSpace
{
    /// <summary>ln(1 + x), to the last digit also where x is small (Kahan).</summary>
    public static double LogOnePlus(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : double.IsPositiveInfinity(u) ? u : Math.Log(u) * x / (u - 1);
    }

    /// <summary>e^x - 1, likewise.</summary>
    public static double ExpMinusOne(double x)
    {
        var u = Math.Exp(x);
        var less = u - 1;
        return u == 1 ? x : less == -1 || double.IsPositiveInfinity(u) ? less : less * x / Math.Log(u);
    }
}
