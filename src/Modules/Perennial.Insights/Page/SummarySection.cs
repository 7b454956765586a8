using System.Globalization;
using System.Text;
using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Kernel.Words;
using Perennial.Ui;

namespace Perennial.Insights.Page;

/// <summary>The answer in a sentence, and the headline numbers with what they were before and a year before.</summary>
internal sealed class SummarySection(Report report, PeriodNames names)
{
    private const int SparkPeriods = 25;
    private const int FewCustomers = 30;

    private static WordBook Words => InsightsModule.Words;

    private readonly PeriodFigures now = report.LastWhole ?? report.Periods[^1];
    private readonly PeriodFigures? before = report.BeforeLastWhole;

    // By years the two are one, and it is told once.
    private readonly PeriodFigures? yearBefore =
        report.Question.Period == PeriodKind.Year ? null : report.YearBeforeLastWhole;
    private readonly ActiveWords words = new(report.Question);

    public Html Draw() => Html.Of(
        $"""
        <section class="card summary" id="short" aria-labelledby="short-title">
        <h2 id="short-title" class="sr">{Words["page.short.title"]}</h2>
        <p class="lead">{Lead()}</p>
        <ul>{Lines().Select(l => Html.Of($"<li>{l}</li>"))}</ul>
        {Notes().Select(n => Html.Of($"""<div class="note"><span>{n}</span></div>"""))}
        </section>
        <section aria-label="{Words["page.headlines", ("period", names.Long(now.From))]}">
        <div class="headlines">{Headline.All.Select(Card)}</div>
        <p class="quiet small gap">{NotComparable()}</p>
        </section>

        """);

    private string Lead()
    {
        var m = now.Movement;
        return m.Start == 0
            ? IsBeginning()
                ? Words.Count("page.lead.first", now.Customers, ("period", names.Long(now.From)))
                : Words["page.lead.nobody", ("period", names.Long(now.From))]
            : Words[words.IsPlain ? "page.lead" : "page.lead.active", ("period", names.Long(now.From)),
                ("retained", m.Retained), ("start", m.Start), ("rate", Shown.Percent(m.RetentionRate))];
    }

    // Nobody is at the start of the first period; nor after one without customers, where the sentence would be a lie.
    private bool IsBeginning() => now.Customers > 0 && now.Movement.New == now.Customers && now == report.Periods[0];

    private IEnumerable<string> Lines()
    {
        var totals = report.Totals;
        if (totals.RepeatRate.Denominator > 0)
        {
            yield return Words["page.line.repeat", ("share", Shown.Percent(totals.RepeatRate)),
                ("part", totals.RepeatRate.Numerator), ("whole", totals.RepeatRate.Denominator)];
        }

        if (totals.TimeBetweenOrdersDays is { Median: { } median, P25: { } low, P75: { } high })
        {
            yield return Words.Count("page.line.gap", median, 0, ("p25", Shown.Number(low, 0)),
                ("p75", Shown.Number(high, 0)));
        }

        yield return Words["page.line.value", ("revenue", Shown.AmountWithCurrency(totals.Revenue)),
            ("value", Shown.AmountWithCurrency(totals.AverageOrderValue))];
    }

    private IEnumerable<string> Notes()
    {
        if (now.IsPartial)
        {
            yield return Words["page.note.partial", ("period", names.Long(now.From))];
        }

        if (now.Movement.Start is > 0 and < FewCustomers)
        {
            yield return Words.Count("page.note.few", now.Movement.Start);
        }

        if (report.Reading.Counts.Rejected > 0)
        {
            yield return Words.Count("page.note.rejected", report.Reading.Counts.Rejected);
        }
    }

    private string NotComparable() => before is null ? Words["page.before.none", ("period", names.Long(now.From))]
        : report.YearBeforeLastWhole is null ? Words["page.year_before.none", ("period", names.Long(now.From))]
        : "";

    private Html Card(Headline headline) => Html.Of(
        $"""
        <div class="headline">
        <h3>{Words["metric." + headline.Name]}</h3>
        <details class="info"><summary aria-label="{Words["page.what_is", ("metric", Words["metric." + headline.Name])]}">i</summary>
        <div>{words.Definition(headline.Name)}</div></details>
        <div class="value{Length(headline)}">{Value(headline)}</div>
        <div class="part">{Part(headline)}</div>
        {Spark(headline)}
        <ul class="changes">{Change(headline, before)}{Change(headline, yearBefore)}</ul>
        </div>

        """);

    // A base that is not the period's customers does not add up to them.
    private string Part(Headline headline) =>
        words.IsPlain || headline.Name != "customers" ? headline.Part(now) ?? "" : "";

    // The currency stands smaller beside its amount, and long amounts are set smaller.
    private Html Value(Headline headline)
    {
        var shown = headline.Show(now);
        var amount = WithoutCurrency(shown);
        return amount.Length == shown.Length
            ? Html.Text(shown)
            : Html.Of($"{amount} <small>{shown[(amount.Length + 1)..]}</small>");
    }

    /// <summary>An amount without its currency.</summary>
    internal static string WithoutCurrency(string shown) =>
        char.IsLetter(shown[^1]) ? shown[..Math.Max(0, shown.LastIndexOf('\u00A0'))] : shown;

    private string Length(Headline headline) => headline.Show(now).Length switch
    {
        > 18 => " longer", > 11 => " long", _ => "",
    };

    private Html Change(Headline headline, PeriodFigures? earlier)
    {
        if (earlier is null || headline.Change(earlier, now) is not var (sign, change))
        {
            return Html.None;
        }

        var tone = sign == 0 ? "same" : (sign > 0) == headline.MoreIsBetter ? "better" : "worse";
        var arrow = sign > 0 ? "▲" : sign < 0 ? "▼" : "=";
        return Html.Of(
            $"""
            <li><span class="delta {tone}">{arrow} {change}</span>
            <span class="quiet">{Words["page.against", ("period", names.Short(earlier.From)),
                ("value", WithoutCurrency(headline.Show(earlier)))]}</span></li>
            """);
    }

    // The way here, without axes: its table is that of the sections below.
    private Html Spark(Headline headline)
    {
        var shown = report.Periods.Where(p => !p.IsPartial).TakeLast(SparkPeriods).Select(headline.Of)
            .SkipWhile(v => v is null).Select(v => v ?? 0).ToList();
        if (shown.Count < 3)
        {
            return Html.None;
        }

        var (low, high) = (shown.Min(), shown.Max());
        var points = new StringBuilder();
        string Y(decimal value) => (high == low ? 15 : 28 - (26 * (value - low) / (high - low)))
            .ToString("0.##", CultureInfo.InvariantCulture);
        for (var i = 0; i < shown.Count; i++)
        {
            points.Append(CultureInfo.InvariantCulture, $"{100m * i / (shown.Count - 1):0.##},{Y(shown[i])} ");
        }

        return Html.Of(
            $"""
            <svg class="spark" viewBox="-1 0 103 30" preserveAspectRatio="none" aria-hidden="true">
            <polyline points="{points.ToString()}"/><path class="dot" d="M100 {Y(shown[^1])}h.01"/></svg>
            """);
    }
}
