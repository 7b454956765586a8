using System.Numerics;
using Perennial.Kernel;

namespace Perennial.Analytics;

/// <summary>A group's share of a rate in two periods.</summary>
public readonly record struct RateOfGroup(Ratio Before, Ratio After);

/// <summary>An exact fraction of any size.</summary>
public readonly record struct Fraction(BigInteger Numerator, BigInteger Denominator)
{
    public static Fraction Zero { get; } = new(0, 1);

    public static Fraction operator +(Fraction left, Fraction right) =>
        new((left.Numerator * right.Denominator) + (right.Numerator * left.Denominator),
            left.Denominator * right.Denominator);

    public static Fraction operator -(Fraction left, Fraction right) =>
        left + new Fraction(-right.Numerator, right.Denominator);

    public static Fraction operator *(Fraction left, Fraction right) =>
        new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    public bool Equals(Fraction other) => Numerator * other.Denominator == other.Numerator * Denominator;

    public override int GetHashCode()
    {
        var common = BigInteger.GreatestCommonDivisor(Numerator, Denominator);
        return HashCode.Combine(Numerator / common, Denominator / common);
    }

    /// <summary>With at most 6 decimals, half away from zero.</summary>
    public decimal Rounded()
    {
        const long Scale = 1_000_000;
        var doubled = (2 * BigInteger.Abs(Numerator) * Scale) + Denominator;
        var scaled = (decimal)(doubled / (2 * Denominator)) / Scale;
        return Numerator.Sign < 0 ? -scaled : scaled;
    }
}

/// <summary>
/// A change of a rate over groups, split for each into the part that came from its weight (mix) and the part that came
/// from its own rate, each at the other's midpoint. All parts sum exactly to the change of the rate over all groups.
/// </summary>
/// <param name="Mix">(w1 - w0) · (r0 + r1)/2.</param>
/// <param name="Rate">(r1 - r0) · (w0 + w1)/2.</param>
public readonly record struct RateChange(Fraction Mix, Fraction Rate)
{
    /// <summary>Splits the change; null where one of the periods has nobody in any group.</summary>
    /// <remarks>A group that is in one period only has no rate in the other: all of its part is mix.</remarks>
    public static IReadOnlyList<RateChange>? Split(IReadOnlyList<RateOfGroup> groups)
    {
        BigInteger before = groups.Sum(g => g.Before.Denominator);
        BigInteger after = groups.Sum(g => g.After.Denominator);
        if (before.IsZero || after.IsZero)
        {
            return null;
        }

        var half = new Fraction(1, 2);
        return [.. groups.Select(g =>
        {
            var w0 = new Fraction(g.Before.Denominator, before);
            var w1 = new Fraction(g.After.Denominator, after);
            var r0 = Of(g.Before) ?? Of(g.After) ?? Fraction.Zero;
            var r1 = Of(g.After) ?? r0;
            return new RateChange((w1 - w0) * (r0 + r1) * half, (r1 - r0) * (w0 + w1) * half);
        })];
    }

    private static Fraction? Of(Ratio ratio) =>
        ratio.Denominator == 0 ? null : new Fraction(ratio.Numerator, ratio.Denominator);
}
