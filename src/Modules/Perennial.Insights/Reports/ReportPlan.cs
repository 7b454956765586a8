using System.Globalization;
using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Questions;
using Perennial.Kernel.Time;

namespace Perennial.Insights.Reports;

/// <summary>A question made definite for the data at hand: the periods, which of them are reported, and the base's windows.</summary>
internal sealed class ReportPlan
{
    /// <summary>Periods of one report.</summary>
    public const int PeriodsMax = 4_000;

    /// <summary>Periods up to which a cohort matrix is kept; it grows with their square.</summary>
    public const int CohortPeriodsMax = 1_000;

    /// <summary>Groups of one dimension, the biggest by revenue.</summary>
    public const int GroupsMax = 1_000;

    /// <summary>Days back from the as-of day whose revenue says what is at stake.</summary>
    public const int DaysAtStake = 365;

    private const int SecondOrderDaysDefault = 90;

    public ReportPlan(ReportQuestion question, FactSnapshot facts)
    {
        Question = question;
        Span = facts.Span;
        AsOf = question.AsOf is { } asOf ? DayNumber.Of(asOf) : facts.LastCountingDay + 1;
        if (AsOf <= Span.From)
        {
            throw new ReportRefusedException("report.as_of_before_data", Date(Span.From));
        }

        if (AsOf > DayNumber.MaxValue)
        {
            throw new ReportRefusedException("report.as_of_out_of_range", Date(AsOf));
        }

        var calendar = new PeriodCalendar(question.Period, question.WeekStart);
        Timeline = new Timeline(calendar, Span.From, AsOf);
        First = question.From is { } from ? Math.Max(0, calendar.IndexOf(DayNumber.Of(from)) - Timeline.FirstIndex) : 0;
        Last = question.To is { } to
            ? Math.Min(Timeline.Count - 1, calendar.IndexOf(DayNumber.Of(to) - 1) - Timeline.FirstIndex)
            : Timeline.Count - 1;
        if (First > Last)
        {
            throw new ReportRefusedException("report.no_data_between", $"{Date(Span.From)} - {Date(AsOf - 1)}");
        }

        if (Last - First >= PeriodsMax)
        {
            throw new ReportRefusedException("report.too_many_periods", (Last - First + 1)
                .ToString(CultureInfo.InvariantCulture));
        }

        WithCohorts = Timeline.Count <= CohortPeriodsMax;
        SecondOrderDays = question.With.Select(RequestedMetrics.SecondOrderDaysOf)
            .FirstOrDefault(d => d is not null) ?? SecondOrderDaysDefault;
    }

    /// <summary>The plan of a question.</summary>
    /// <exception cref="ReportRefusedException">The question does not fit the data, or there is none.</exception>
    public static ReportPlan Of(ReportQuestion question, FactSnapshot facts) => facts.LastCountingDay < 0
        ? throw new ReportRefusedException("report.no_orders", "")
        : new ReportPlan(question, facts);

    public ReportQuestion Question { get; }

    /// <summary>First day with a fact, and the day after the last.</summary>
    public (int From, int To) Span { get; }

    public int AsOf { get; }

    public Timeline Timeline { get; }

    /// <summary>First reported period of the timeline.</summary>
    public int First { get; }

    /// <summary>Last reported period of the timeline.</summary>
    public int Last { get; }

    public bool WithCohorts { get; }

    public int SecondOrderDays { get; }

    /// <summary>First day that RFM looks at; 0 for all.</summary>
    public int RfmFrom => Math.Max(0, Question.LookBack?.StartBefore(AsOf) ?? 0);

    /// <summary>First day of the last 365 before the as-of day.</summary>
    public int YearFrom => AsOf - DaysAtStake;

    /// <summary>Whether the observed lifespan was asked for; it is nobody else's to pay.</summary>
    public bool WithLostSpans => Question.With.Contains(RequestedMetrics.LifespanObservedDays, StringComparer.Ordinal);

    public int FromDay => Timeline.Starts[First];

    public int ToDay => Timeline.EndOf(Last);

    /// <summary>Whether the base is the plain one: the whole period before, one order.</summary>
    public bool IsPlainBase => Question is { Window: null, MinOrders: 1 };

    /// <summary>Whether the data holds the year before the as-of day and the year before that.</summary>
    public bool WithYear => YearsBefore(2) >= Span.From;

    /// <summary>The question for the base over the year before the as-of day.</summary>
    public YearOverYear YearQuestion() => new(YearsBefore(2), YearsBefore(1), Question.MinOrders);

    private int YearsBefore(int years) => new Window(years, 'y').StartBefore(AsOf);

    /// <summary>The question for any other base.</summary>
    public CustomerBase BaseQuestion()
    {
        var boundaries = Enumerable.Range(First, Last - First + 1).Select(p => Timeline.Starts[p]).Append(ToDay)
            .ToArray();
        var windows = boundaries.Select((t, i) => Question.Window is { } window
            ? window.StartBefore(t)
            : i == 0 ? Timeline.Calendar.StartOf(Timeline.FirstIndex + First - 1) : boundaries[i - 1]).ToArray();
        return new CustomerBase(boundaries, windows, Question.MinOrders, (Span.From, AsOf));
    }

    private static string Date(int day) => DayNumber.ToDate(day).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
