using Perennial.Kernel.Text;

namespace Perennial.Unit.Kernel;

public sealed class AmountTextTests
{
    [Theory]
    [InlineData("12.50", '.', "12.50", AmountReading.Plain)]
    [InlineData("-12.5", '.', "-12.5", AmountReading.Plain)]
    [InlineData("0.001", '.', "0.001", AmountReading.Plain)]
    [InlineData("12,50", ',', "12.50", AmountReading.Plain)]
    [InlineData("1,234.56", '.', "1234.56", AmountReading.Plain)]
    [InlineData("1.234,56", ',', "1234.56", AmountReading.Plain)]
    [InlineData("1,234", '.', "1234", AmountReading.Plain)]
    [InlineData("1.234", ',', "1234", AmountReading.Plain)]
    [InlineData("1,234,567", '.', "1234567", AmountReading.Plain)]
    [InlineData("1 234,50", ',', "1234.50", AmountReading.Plain)]
    [InlineData("1\u00A0234,50", ',', "1234.50", AmountReading.Plain)]
    [InlineData("1\u202F234,50", ',', "1234.50", AmountReading.Plain)]
    [InlineData("1'234.50", '.', "1234.50", AmountReading.Plain)]
    [InlineData("+7", '.', "7", AmountReading.Plain)]
    [InlineData(" 7 ", '.', "7", AmountReading.Plain)]
    [InlineData("\u22127.5", '.', "-7.5", AmountReading.Plain)]
    [InlineData("$8.00", '.', "8.00", AmountReading.Adorned)]
    [InlineData("-$1.00", '.', "-1.00", AmountReading.Adorned)]
    [InlineData("$-1.00", '.', "-1.00", AmountReading.Adorned)]
    [InlineData("(12.00)", '.', "-12.00", AmountReading.Adorned)]
    [InlineData("($12.00)", '.', "-12.00", AmountReading.Adorned)]
    [InlineData("12.00-", '.', "-12.00", AmountReading.Adorned)]
    [InlineData("1 200,00 руб.", ',', "1200.00", AmountReading.Adorned)]
    [InlineData("RON 12,00", ',', "12.00", AmountReading.Adorned)]
    [InlineData("¥1200", '.', "1200", AmountReading.Adorned)]
    [InlineData("12,5 lei", ',', "12.5", AmountReading.Adorned)]
    [InlineData("4.440892e-16", '.', "0.000000000000000444", AmountReading.Adorned)]
    [InlineData("1.5E+03", '.', "1500", AmountReading.Adorned)]
    [InlineData("-2e-2", '.', "-0.02", AmountReading.Adorned)]
    [InlineData("1.234,56", '.', "1234.56", AmountReading.OtherSign)]
    [InlineData("12,50", '.', "12.50", AmountReading.OtherSign)]
    [InlineData("12.50", ',', "12.50", AmountReading.OtherSign)]
    public void Reads_amounts_as_shops_write_them(string text, char decimalSign, string expected, AmountReading reading)
    {
        AmountText.Read(text, decimalSign, out var amount).ShouldBe(reading);
        amount.ToDecimal().ShouldBe(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("abc")]
    [InlineData("-")]
    [InlineData("()")]
    [InlineData("12.3.4")]
    [InlineData("1,23,4")]
    [InlineData("12 34")]
    [InlineData("1,2345.00")]
    [InlineData("2024-01-01")]
    [InlineData("12:30")]
    [InlineData("--5")]
    [InlineData("..")]
    [InlineData("$")]
    [InlineData("1e99")]
    public void Refuses_what_is_no_amount(string text) => AmountText.Read(text, '.', out _)
        .ShouldBe(AmountReading.NotANumber);

    [Fact]
    public void Refuses_more_digits_than_money_has() =>
        AmountText.Read("1234567890123456789012", '.', out _).ShouldBe(AmountReading.TooLarge);

    [Theory]
    [InlineData("1.50", '.')]
    [InlineData("1,50", ',')]
    [InlineData("0.123", '.')]
    [InlineData("1.234,5", ',')]
    [InlineData("1,234.5", '.')]
    [InlineData("1.234.567", ',')]
    [InlineData("1234.567", '.')]
    [InlineData("1,234", '\0')]
    [InlineData("12.345", '\0')]
    [InlineData("1234", '\0')]
    public void A_value_proves_a_decimal_sign_only_if_there_is_no_other_way_to_read_it(string text, char sign) =>
        AmountText.ProvenDecimalSign(text).ShouldBe(sign);

    [Fact]
    public void Plain_decimals_read_back_exactly() =>
        Gen.Select(Gen.Long[-999_999_999_999, 999_999_999_999], Gen.Int[0, 6]).Sample((mantissa, scale) =>
        {
            var number = new decimal(Math.Abs(mantissa)) / (decimal)Math.Pow(10, scale) * Math.Sign(mantissa);
            var text = number.ToString("F" + scale, System.Globalization.CultureInfo.InvariantCulture);
            AmountText.Read(text, '.', out var amount).ShouldBe(AmountReading.Plain);
            amount.ToDecimal().ShouldBe(number);
        });

    [Fact]
    public void Quantity_times_price_is_exact_in_millionths_or_says_that_it_does_not_fit() =>
        Gen.Select(Gen.Long[-9_999_999, 9_999_999], Gen.Int[0, 4], Gen.Long[-9_999_999, 9_999_999], Gen.Int[0, 4])
            .Sample((a, sa, b, sb) =>
        {
            var (left, right) = (new ExactDecimal(a, sa), new ExactDecimal(b, sb));
            var exact = left.ToDecimal() * right.ToDecimal() * 1_000_000m;
            var fits = ExactDecimal.TryMultiply(left, right, out var product) && product.TryMicro(out _);
            fits.ShouldBe(exact == decimal.Truncate(exact) && Math.Abs(exact) <= long.MaxValue);
            if (fits && product.TryMicro(out var micro))
            {
                ((decimal)micro).ShouldBe(exact);
            }
        });
}
