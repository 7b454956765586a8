using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using NodaTime;
using NodaTime.Text;
using Perennial.Analytics;
using Perennial.Insights.Api;
using Perennial.Insights.Contract;
using Perennial.Insights.Reports;
using Perennial.Kernel;
using Perennial.Kernel.Time;
using Perennial.Kernel.Words;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;

namespace Perennial.Insights.Pages;

/// <summary>
/// What a page is asked by its address: the question of a report, except that <c>until</c> is the last day reported, since people
/// read a stretch so; and what it is compared to. There is nothing personal in it.
/// </summary>
/// <param name="Question">The question.</param>
/// <param name="Compare">What the period at hand is compared to.</param>
/// <param name="IsKindAsked">Whether the kind of period was chosen; else the page chooses.</param>
internal sealed record AskedView(ReportQuestion Question, ComparedPeriod Compare, bool IsKindAsked)
{
    private const int DaysOfFewWeeks = 21;
    private const int DaysOfFewMonths = 100;

    private static WordBook Words => InsightsModule.Words;

    /// <summary>Reads an address.</summary>
    /// <param name="query">A value behind the question mark; null where there is none.</param>
    /// <param name="settings">The shop's.</param>
    public static Result<AskedView> Read(Func<string, string?> query, ShopSettings settings)
    {
        var compare = ComparedPeriod.Previous;
        if (query("compare") is { } named && !ComparedPeriod.TryParse(named, out compare))
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid")
            {
                Fields = [new FieldProblem("compare", "insights.compared_period_malformed")],
            };
        }

        string? Value(string name) => name switch
        {
            "to" => query("until") is { } last ? DayAfter(last) : null,
            _ => query(name),
        };
        return !new AskedQuestion(Value).Read(settings).TryGet(out var question, out var refusal) ? refusal
            : question.From >= question.To ? new Refusal(RefusalKind.Invalid, "request.invalid")
            {
                Fields = [new FieldProblem("until", "view.until_before_from")],
            }
            : new AskedView(question with { GroupBy = [], With = [], Parts = ReportParts.Totals }, compare, query("period") is not null);
    }

    /// <summary>The choices as they were sent, of an address that cannot be answered; what else it asked for stays, unless that is wrong.</summary>
    /// <param name="query">A value behind the question mark; null where there is none.</param>
    /// <param name="sent">All that was sent.</param>
    /// <param name="refusal">Why it is not answered.</param>
    /// <param name="say">Words of a code and its detail.</param>
    public static PeriodChoice Refused(
        Func<string, string?> query, IEnumerable<(string Name, string Value)> sent, Refusal refusal, Func<string, string?, string> say)
    {
        // The question calls the day after the last one "to".
        FieldProblem? Wrong(string name) => refusal.Fields.FirstOrDefault(f => f.Field == name || (name == "until" && f.Field == "to"));
        ChoiceField Field(string name, string label, IEnumerable<SelectListItem> options) => new(name, Words[label], query(name) ?? "", [.. options])
        {
            Problem = Wrong(name) is { } wrong ? say(wrong.Code, wrong.Detail) : null,
        };
        List<ChoiceField> fields =
        [
            Field("period", "view.period", Enum.GetValues<PeriodKind>().Select(k => Option("view.period." + Code(k), Code(k)))
                .Prepend(new SelectListItem(Words["view.period.usual"], ""))),
            Field("from", "view.from", []), Field("until", "view.until", []),
        ];
        return new PeriodChoice(fields)
        {
            Kept = [.. sent.Where(s => fields.TrueForAll(f => f.Name != s.Name) && Wrong(s.Name) is null)],
        };
    }

    /// <summary>The question of a page that shows periods: as many as there is room for, and those it compares them to.</summary>
    /// <param name="shop">The facts.</param>
    public ShownPeriods Periods(ILoadedShop shop)
    {
        var facts = ((LoadedShop)shop).Facts;
        if (facts.LastCountingDay < 0)
        {
            throw new ReportRefusedException("report.no_orders", "");
        }

        var asOf = Question.AsOf is { } day ? DayNumber.Of(day) : facts.LastCountingDay + 1;
        var kind = IsKindAsked ? Question.Period : KindFor(asOf - facts.Span.From);
        var calendar = new PeriodCalendar(kind, Question.WeekStart);
        var last = calendar.IndexOf(Math.Min(Question.To is { } to ? DayNumber.Of(to) : asOf, asOf) - 1);
        var first = Question.From is { } from ? calendar.IndexOf(DayNumber.Of(from)) : last - ShownMax(kind) + 1;
        var earliest = calendar.IndexOf(Math.Min(facts.Span.From, asOf - 1));
        first = Math.Max(first, Math.Min(earliest, last));
        var widened = Math.Max(first - calendar.PeriodsInYear - 1, earliest);
        var question = Question with { Period = kind, From = DateOf(calendar, Math.Max(first, earliest)) };
        return new ShownPeriods(question, question with { From = DateOf(calendar, Math.Min(widened, first)) });
    }

    /// <summary>The choices at the head of a page.</summary>
    /// <param name="kind">The kind of period that is shown.</param>
    /// <param name="withBase">Whether what makes a customer active can be chosen.</param>
    /// <param name="withCompare">Whether what it is compared to can.</param>
    public PeriodChoice Choice(PeriodKind kind, bool withBase = true, bool withCompare = true)
    {
        List<ChoiceField> fields =
        [
            new("period", Words["view.period"], Code(kind), [.. Enum.GetValues<PeriodKind>().Select(k => Option("view.period." + Code(k), Code(k)))]),
            new("from", Words["view.from"], Iso(Question.From), []),
            new("until", Words["view.until"], Iso(Question.To?.PlusDays(-1)), []),
        ];
        if (withBase)
        {
            fields.Add(new ChoiceField("window", Words["view.window"], Question.Window?.ToString() ?? "", Windows()));
            fields.Add(new ChoiceField("minOrders", Words["view.min_orders"], Number(Question.MinOrders), Minimums()));
        }

        if (withCompare)
        {
            fields.Add(new ChoiceField("compare", Words["view.compare"], Compare.Text,
                [.. new[] { ComparedPeriod.Previous, ComparedPeriod.YearAgo }.Select(c => Option("view.compare." + c.Text, c.Text))]));
        }

        return new PeriodChoice(fields);
    }

    /// <summary>What stands behind the question mark of this view; what is as it would be anyhow is left out.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields(PeriodKind kind)
    {
        var fields = new List<(string, string)> { ("period", Code(kind)) };
        Add("from", Iso(Question.From));
        Add("until", Iso(Question.To?.PlusDays(-1)));
        Add("asOf", Iso(Question.AsOf));
        Add("window", Question.Window?.ToString());
        Add("minOrders", Question.MinOrders == 1 ? null : Number(Question.MinOrders));
        Add("compare", Compare == ComparedPeriod.Previous ? null : Compare.Text);
        return fields;

        void Add(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                fields.Add((name, value));
            }
        }
    }

    /// <summary>The fields on which it depends who stands behind a number: not which periods are shown.</summary>
    public IReadOnlyList<(string Name, string Value)> BehindFields(PeriodKind kind) =>
        [.. Fields(kind).Where(f => f.Name is not ("from" or "until" or "compare"))];

    /// <summary>Stable spelling of a kind.</summary>
    public static string Code(PeriodKind kind) => kind.ToString().ToLowerInvariant();

    private List<SelectListItem> Windows()
    {
        List<string> windows = ["", "30d", "90d", "6m", "12m"];
        if (Question.Window?.ToString() is { } asked && !windows.Contains(asked, StringComparer.Ordinal))
        {
            windows.Add(asked);
        }

        return [.. windows.Select(w => new SelectListItem(
            w.Length == 0 ? Words["view.window.none"] : Words["view.window.last", ("window", Long(w))], w))];
    }

    // 90d is how programs write it: people read 90 days.
    private static string Long(string window) => Window.TryParse(window, out var read)
        ? Words.Count("view.window." + read.Unit, read.Count)
        : "";

    private List<SelectListItem> Minimums() =>
        [.. new[] { 1, 2, 3, 5, Question.MinOrders }.Distinct().Order().Select(n => new SelectListItem(Number(n), Number(n)))];

    private static SelectListItem Option(string key, string code) => new(Words[key], code);

    private static PeriodKind KindFor(int days) => days <= DaysOfFewWeeks ? PeriodKind.Day
        : days <= DaysOfFewMonths ? PeriodKind.Week
        : PeriodKind.Month;

    private static int ShownMax(PeriodKind kind) => kind switch
    {
        PeriodKind.Day => 60,
        PeriodKind.Week => 53,
        PeriodKind.Month => 25,
        _ => 21,
    };

    private static LocalDate DateOf(PeriodCalendar calendar, int index) => DayNumber.ToDate(Math.Max(0, calendar.StartOf(index)));

    // What is no day stays as it is, so that it is refused where it is read.
    private static string DayAfter(string day) =>
        LocalDatePattern.Iso.Parse(day) is { Success: true, Value: { Year: >= 1950 and <= 2127 } last } ? Shown.Iso(last.PlusDays(1)) : day;

    private static string Iso(LocalDate? day) => day is { } known ? Shown.Iso(known) : "";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The periods of a page.</summary>
/// <param name="Question">Over those that are shown.</param>
/// <param name="Widened">Over those that they are compared to as well.</param>
internal sealed record ShownPeriods(ReportQuestion Question, ReportQuestion Widened);
