using Perennial.Kernel;
using Perennial.Kernel.Columns;

namespace Perennial.Unit.Kernel;

public sealed class ExactnessTests
{
    [Theory]
    [InlineData(5, 2, 3)]
    [InlineData(-5, 2, -3)]
    [InlineData(4, 3, 1)]
    [InlineData(-4, 3, -1)]
    [InlineData(long.MaxValue, 2, 4611686018427387904)]
    public void Division_rounds_half_away_from_zero(long numerator, long denominator, long expected) =>
        Rounding.Divide(numerator, denominator).ShouldBe(expected);

    [Fact]
    public void Division_agrees_with_decimal_rounding() =>
        Gen.Select(Gen.Long[-1_000_000_000_000, 1_000_000_000_000], Gen.Long[1, 100_000]).Sample((n, d) =>
            ((decimal)Rounding.Divide(n, d)).ShouldBe(Math.Round((decimal)n / d, 0, MidpointRounding.AwayFromZero)));

    [Fact]
    public void A_ratio_of_nothing_is_not_available()
    {
        new Ratio(0, 0).Value.ShouldBeNull();
        new Ratio(0, 5).Value.ShouldBe(0m);
        new Ratio(2, 3).Value.ShouldBe(0.666667m);
    }

    [Theory]
    [InlineData(123456, "EUR", "1234.56")]
    [InlineData(-5, "EUR", "-0.05")]
    [InlineData(1234, "JPY", "1234")]
    [InlineData(1234, "KWD", "1.234")]
    [InlineData(1234, "", "12.34")]
    public void Money_is_written_with_the_decimals_of_its_currency(long minorUnits, string currency, string expected) =>
        new Money(minorUnits, new Currency(currency)).ToString().ShouldBe(expected);

    [Fact]
    public void Money_of_two_currencies_does_not_add_up() =>
        Should.Throw<InvalidOperationException>(() =>
            new Money(1, new Currency("EUR")) + new Money(1, new Currency("RON")));

    [Fact]
    public void Texts_get_dense_numbers_in_order_of_first_sight_and_come_back() =>
        Gen.String[Gen.Char.AlphaNumeric, 0, 3].List[1, 300].Sample(texts =>
        {
            var index = new TextIndex();
            var known = new List<string>();
            foreach (var text in texts)
            {
                if (!known.Contains(text))
                {
                    known.Add(text);
                }

                index.Number(text).ShouldBe(known.IndexOf(text));
            }

            index.Count.ShouldBe(known.Count);
            known.Select((_, i) => index[i]).ShouldBe(known);
        }, iter: 200);

    [Fact]
    public void Long_and_foreign_texts_are_told_apart()
    {
        var index = new TextIndex();
        var first = index.Number(new string('ж', 1000) + "a");
        index.Number(new string('ж', 1000) + "b").ShouldBe(first + 1);
        index[first].ShouldBe(new string('ж', 1000) + "a");
        Should.Throw<ArgumentException>(() => index.Number(new string('x', TextTable.MaxBytes + 1)));
    }
}
