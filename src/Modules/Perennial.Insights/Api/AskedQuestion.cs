using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Reports;
using Perennial.Kernel;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Insights.Api;

/// <summary>A report's question as it stands behind the question mark of an address, of the interface or of a page.</summary>
/// <param name="query">A value behind the question mark; null where there is none.</param>
internal sealed class AskedQuestion(Func<string, string?> query)
{
    private const int MinOrdersMax = 10_000;

    // A group is a report of its own, period by period: a thousand of them are more than most callers can do with.
    private const int GroupsWhenAbsent = 100;

    private static readonly IsoDayOfWeek[] Weekdays = [.. Enum.GetValues<IsoDayOfWeek>().Where(d => d != IsoDayOfWeek.None)];

    private static readonly OrderField[] Dimensions = [.. LabelColumn.Dimensions, OrderField.Category, OrderField.Product];

    private readonly List<FieldProblem> problems = [];

    /// <summary>Names of what a call may ask for.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["period", "from", "to", "asOf", "window", "minOrders", "rfmLookBack", "by", "groupsMax", "with", "parts", "weekStart"];

    /// <summary>Reads the question of a call, which may ask for nothing else, or says everything that is wrong with it.</summary>
    public static Result<ReportQuestion> Of(ApiCall call, ShopSettings settings)
    {
        var asked = new AskedQuestion(call.Query);
        asked.problems.AddRange(call.Http.Request.Query.Keys.Where(name => !call.QueryTaken(name))
            .Select(name => new FieldProblem(name, "json.unknown_field")));
        return asked.Read(settings);
    }

    /// <summary>Reads the question, or says everything that is wrong with it.</summary>
    public Result<ReportQuestion> Read(ShopSettings settings)
    {
        var question = new ReportQuestion
        {
            Period = Choice("period", PeriodKind.Month),
            WeekStart = Choice("weekStart", settings.WeekStart, Weekdays),
            From = Day("from"),
            To = Day("to"),
            AsOf = Day("asOf"),
            Window = WindowOf("window"),
            LookBack = WindowOf("rfmLookBack"),
            MinOrders = Number("minOrders", 1, MinOrdersMax),
            GroupBy = [.. List("by").Select(name => Choice("by", name, OrderField.Store, Dimensions)).Distinct()],
            GroupsMax = Number("groupsMax", GroupsWhenAbsent, ReportPlan.GroupsMax),
            With = [.. List("with").Where(IsMetric)],
            Parts = List("parts") is { Count: > 0 } parts
                ? parts.Aggregate(ReportParts.Totals, (sum, p) => sum | Choice("parts", p, ReportParts.All))
                : ReportParts.All,
        };
        return problems.Count > 0 ? new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = [.. problems] } : question;
    }

    private bool IsMetric(string name)
    {
        if (RequestedMetrics.IsKnown(name))
        {
            return true;
        }

        problems.Add(new FieldProblem("with", "insights.metric_unknown", string.Join(", ", RequestedMetrics.All)));
        return false;
    }

    private LocalDate? Day(string name)
    {
        if (query(name) is not { } text)
        {
            return null;
        }

        if (LocalDatePattern.Iso.Parse(text) is { Success: true, Value: { Year: >= 1950 and <= 2128 } day })
        {
            return day;
        }

        problems.Add(new FieldProblem(name, "value.day_wanted"));
        return null;
    }

    private Window? WindowOf(string name)
    {
        if (query(name) is not { } text)
        {
            return null;
        }

        if (Window.TryParse(text, out var window))
        {
            return window;
        }

        problems.Add(new FieldProblem(name, "insights.window_malformed"));
        return null;
    }

    private int Number(string name, int whenAbsent, int max)
    {
        if (query(name) is not { } text)
        {
            return whenAbsent;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max)
        {
            return number;
        }

        problems.Add(new FieldProblem(name, "value.number_wanted", $"1 - {max}"));
        return whenAbsent;
    }

    private IReadOnlyList<string> List(string name) =>
        query(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private T Choice<T>(string name, T whenAbsent, IReadOnlyList<T>? among = null)
        where T : struct, Enum => query(name) is { } text ? Choice(name, text, whenAbsent, among) : whenAbsent;

    private T Choice<T>(string name, string text, T whenWrong, IReadOnlyList<T>? among = null)
        where T : struct, Enum
    {
        if (text.Length > 0 && char.IsAsciiLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) &&
            !text.Contains(',', StringComparison.Ordinal) && among?.Contains(value) != false)
        {
            return value;
        }

        var names = among?.Select(v => v.ToString()) ?? Enum.GetNames<T>();
        problems.Add(new FieldProblem(name, "value.choice_wanted", string.Join(", ", names.Select(n => JsonNamingPolicy.CamelCase.ConvertName(n)))));
        return whenWrong;
    }
}
