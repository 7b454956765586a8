using Perennial.Insights.Contract;

namespace Perennial.Unit.Insights;

/// <summary>How the stretch compared to is written; docs/metrics/comparison.md.</summary>
public sealed class ComparedPeriodTests
{
    [Theory]
    [InlineData("2024", "2024-01-01", "2025-01-01")]
    [InlineData("2024-Q3", "2024-07-01", "2024-10-01")]
    [InlineData("2024-q4", "2024-10-01", "2025-01-01")]
    [InlineData("2024-12", "2024-12-01", "2025-01-01")]
    [InlineData(" 2024-02 ", "2024-02-01", "2024-03-01")]
    [InlineData("2024-03-01..2024-06-01", "2024-03-01", "2024-06-01")]
    public void A_stretch_is_half_open(string text, string from, string to)
    {
        ComparedPeriod.TryParse(text, out var period).ShouldBeTrue();
        (period.From, period.To).ShouldBe((Told.Day(from), Told.Day(to)));
    }

    [Theory]
    [InlineData("previous")]
    [InlineData("Year-Ago")]
    public void Two_names_have_no_days_of_their_own(string text)
    {
        ComparedPeriod.TryParse(text, out var period).ShouldBeTrue();
        (period.From, period.To, period.Text).ShouldBe((null, null, text.ToLowerInvariant()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("last")]
    [InlineData("24")]
    [InlineData("1949")]
    [InlineData("2129")]
    [InlineData("2024-13")]
    [InlineData("2024-00")]
    [InlineData("2024-1")]
    [InlineData("2024-+1")]
    [InlineData("2024-Q5")]
    [InlineData("2024-Q0")]
    [InlineData("2024-03-01")]
    [InlineData("2024-03-01..")]
    [InlineData("2024-03-01..2024-03-01")]
    [InlineData("2024-06-01..2024-03-01")]
    [InlineData("2024-02-30..2024-03-01")]
    [InlineData("2024-03-01..2024-06-01..2024-07-01")]
    public void Anything_else_is_none(string text) => ComparedPeriod.TryParse(text, out _).ShouldBeFalse();
}
