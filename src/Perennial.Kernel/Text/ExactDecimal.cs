namespace Perennial.Kernel.Text;

/// <summary>
/// A decimal number as it stands in a file: mantissa × 10^-scale. Small enough to multiply and add without
/// <see cref="decimal"/>'s cost, and exact.
/// </summary>
/// <param name="Mantissa">All digits as one whole number, with the sign.</param>
/// <param name="Scale">Decimals, 0 to 18.</param>
public readonly record struct ExactDecimal(long Mantissa, int Scale)
{
    /// <summary>Decimals of the fixed scale in which amounts and quantities add up: a millionth.</summary>
    public const int MicroScale = 6;

    /// <summary>Millionths in one.</summary>
    public const long MicroPerOne = 1_000_000;

    private static readonly long[] Powers = MakePowers();

    /// <summary>The same number in millionths, if it has no finer part and fits.</summary>
    public bool TryMicro(out long micro)
    {
        var mantissa = Mantissa;
        var scale = Scale;
        while (scale > MicroScale && mantissa % 10 == 0)
        {
            mantissa /= 10;
            scale--;
        }

        micro = 0;
        return scale <= MicroScale && TryMultiply(mantissa, Powers[MicroScale - scale], out micro);
    }

    /// <summary>Quantity × price, exactly; false when the product needs more than 18 digits.</summary>
    public static bool TryMultiply(ExactDecimal left, ExactDecimal right, out ExactDecimal product)
    {
        var scale = left.Scale + right.Scale;
        var fits = TryMultiply(left.Mantissa, right.Mantissa, out var mantissa) && scale <= 18;
        product = fits ? new ExactDecimal(mantissa, scale) : default;
        return fits;
    }

    /// <summary>The number as <see cref="decimal"/>.</summary>
    public decimal ToDecimal() => new decimal(Mantissa) / new decimal(Powers[Scale]);

    private static bool TryMultiply(long left, long right, out long product)
    {
        var high = Math.BigMul(left, right, out product);
        return high == product >> 63;
    }

    private static long[] MakePowers()
    {
        var powers = new long[19];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }

        return powers;
    }
}
