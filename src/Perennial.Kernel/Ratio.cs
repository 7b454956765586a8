namespace Perennial.Kernel;

/// <summary>An exact share: two counts, divided only when it is shown.</summary>
/// <param name="Numerator">The part, ≥ 0.</param>
/// <param name="Denominator">The whole, ≥ 0; 0 makes the value not available.</param>
public readonly record struct Ratio(long Numerator, long Denominator)
{
    /// <summary>The fraction with at most 6 decimals, half away from zero; null for 0/0 and n/0: not available, never 0.</summary>
    public decimal? Value => Denominator == 0 ? null : Rounding.Fraction((decimal)Numerator / Denominator);

    public override string ToString() => $"{Numerator}/{Denominator}";
}
