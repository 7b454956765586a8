namespace Perennial.Kernel;

/// <summary>The one rounding of the product: half away from zero.</summary>
public static class Rounding
{
    /// <summary>Decimals of a published fraction.</summary>
    public const int FractionDigits = 6;

    /// <summary>Rounds a fraction or a mean for publication: at most 6 decimals, half away from zero.</summary>
    public static decimal Fraction(decimal value) =>
        Math.Round(value, FractionDigits, MidpointRounding.AwayFromZero) / 1.0000000000000000000000000000m;

    /// <summary>Rounds to a whole number, half away from zero.</summary>
    /// <exception cref="OverflowException">The value does not fit 64 bits.</exception>
    public static long Whole(decimal value) => checked((long)Math.Round(value, 0, MidpointRounding.AwayFromZero));

    /// <summary>Divides two whole numbers, half away from zero.</summary>
    /// <param name="numerator">Any number.</param>
    /// <param name="denominator">Greater than 0.</param>
    public static long Divide(long numerator, long denominator)
    {
        var (quotient, remainder) = Math.DivRem(numerator, denominator);

        // Twice the remainder may not fit; what is left to the next whole number always does.
        return Math.Abs(remainder) < denominator - Math.Abs(remainder) ? quotient : quotient + (numerator < 0 ? -1 : 1);
    }
}
