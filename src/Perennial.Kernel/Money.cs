using System.Globalization;

namespace Perennial.Kernel;

/// <summary>An exact amount: whole minor units of one currency.</summary>
/// <param name="MinorUnits">Cents, bani, kopecks, fen; may be negative.</param>
/// <param name="Currency">The currency; amounts of two currencies never mix.</param>
public readonly record struct Money(long MinorUnits, Currency Currency)
{
    public static Money operator +(Money left, Money right) =>
        new(checked(left.MinorUnits + right.MinorUnits), Same(left, right));

    public static Money operator -(Money left, Money right) =>
        new(checked(left.MinorUnits - right.MinorUnits), Same(left, right));

    /// <summary>The amount spread over <paramref name="count"/>, rounded once, half away from zero.</summary>
    /// <returns>Null when there is nothing to spread it over: not available.</returns>
    public Money? Per(long count) =>
        count == 0 ? null : this with { MinorUnits = Rounding.Divide(MinorUnits, count) };

    /// <summary>An invariant decimal with exactly the currency's decimals: <c>-1234.50</c>.</summary>
    public override string ToString() =>
        ((decimal)MinorUnits / Currency.MinorPerUnit).ToString("F" + Currency.Digits, CultureInfo.InvariantCulture);

    private static Currency Same(Money left, Money right) => left.Currency == right.Currency
        ? left.Currency
        : throw new InvalidOperationException($"Amounts in {left.Currency} and {right.Currency} do not add up.");
}
