using NodaTime.Text;
using Perennial.Commerce.Contract;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Perennial.Kernel;
using Perennial.Unit.Commerce;

namespace Perennial.Unit.Insights;

/// <summary>Reports told in a line or two, for tests of what the figures mean.</summary>
internal static class Told
{
    /// <summary>Reads an order file and answers.</summary>
    public static Report Report(string text, ReportQuestion? question = null)
    {
        question ??= new ReportQuestion();
        var reading = OrderFileTests.Read(text, new OrderFileOptions { Dimensions = question.GroupBy });
        reading.Counts.Rejected.ShouldBe(0);
        return InsightsModule.Reports.Answer(reading, question);
    }

    public static LocalDate Day(string date) => LocalDatePattern.Iso.Parse(date).Value;

    public static string Iso(LocalDate date) => LocalDatePattern.Iso.Format(date);

    /// <summary>The period that begins on a day.</summary>
    public static PeriodFigures Period(this Report report, string from) => report.Periods.Single(p => p.From == Day(from));

    public static GroupFigures Group(this Report report, string value) => report.Groups.Single(g => g.Value == value);

    /// <summary>A metric on request as people read it: <c>1/3</c>, <c>26.67</c>, <c>2.8</c>, or a dash.</summary>
    public static string Asked(this IReadOnlyDictionary<string, MetricValue> requested, string name) => requested[name] switch
    {
        { Rate: { } rate } => rate.ToString(),
        { Amount: { } amount } => amount.ToString(),
        { Number: { } number } => number.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture),
        _ => "-",
    };

    /// <summary>A rate as it is shown: percent with one decimal, half away from zero.</summary>
    public static decimal Percent(this Ratio rate) =>
        Math.Round(100m * rate.Numerator / rate.Denominator, 1, MidpointRounding.AwayFromZero);
}
