using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Reports;
using Perennial.Kernel.Time;

namespace Perennial.Insights.Questions;

/// <summary>The stretches of days that a number of a period is about.</summary>
/// <param name="From">First day of the period.</param>
/// <param name="To">The day after its last.</param>
/// <param name="StartWindow">First day of the window before <paramref name="From"/> that makes somebody active.</param>
/// <param name="EndWindow">First day of the window before <paramref name="To"/>.</param>
/// <param name="LaterFrom">Of a cohort: first day of the period looked at.</param>
/// <param name="LaterTo">The day after its last.</param>
internal sealed record BehindStretches(int From, int To, int StartWindow, int EndWindow, int LaterFrom, int LaterTo)
{
    /// <summary>The stretches of a number in a plan.</summary>
    /// <exception cref="ReportRefusedException">The day lies outside of the data.</exception>
    public static BehindStretches Of(ReportPlan plan, CustomersBehind asked)
    {
        var calendar = plan.Timeline.Calendar;
        var day = DayNumber.Of(asked.Period!.Value);
        if (day < plan.Timeline.FirstDay || day >= plan.AsOf)
        {
            throw new ReportRefusedException("report.no_data_between", asked.Period.Value.ToString("uuuu-MM-dd", null));
        }

        var period = calendar.IndexOf(day);
        var (from, to) = (calendar.StartOf(period), Math.Min(calendar.StartOf(period + 1), plan.AsOf));
        var window = plan.Question.Window;
        var later = period + asked.PeriodsLater;
        return new BehindStretches(from, to, window?.StartBefore(from) ?? calendar.StartOf(period - 1), window?.StartBefore(to) ?? from,
            calendar.StartOf(later), Math.Min(calendar.StartOf(later + 1), plan.AsOf));
    }
}

/// <summary>Finds the customers whom a number of a period stands for, by the definitions that the number is counted by.</summary>
internal sealed class BehindNumber(string number, BehindStretches stretches, int minOrders, int customersMax) : ICustomerQuestion
{
    /// <summary>Whether a customer of the partition is one of them.</summary>
    public bool[] Is { get; } = new bool[customersMax];

    public void Visit(in Histories histories)
    {
        for (var customer = 0; customer < histories.Count; customer++)
        {
            var days = histories.DaysOf(customer);
            if (!days.IsEmpty)
            {
                Is[histories.NumberOf(customer)] = IsMeant(days);
            }
        }
    }

    private bool IsMeant(ReadOnlySpan<ushort> days)
    {
        var before = Count(days, stretches.StartWindow, stretches.From);
        var after = Count(days, stretches.EndWindow, stretches.To);
        var (was, isMember, isNew) = (before >= minOrders, after >= minOrders, days[0] >= stretches.From);
        return number switch
        {
            "customers" => Count(days, stretches.From, stretches.To) >= 1,
            "repeat" => Count(days, stretches.From, stretches.To) >= 2,
            "start" => was,
            "end" => isMember,
            "retained" => was && isMember,
            "lost" => was && !isMember,
            "gone" => was && !isMember && after == 0,
            "fallen" => was && !isMember && after > 0,
            "gained" => !was && isMember,
            "new" => !was && isMember && isNew,
            "risen" => !was && isMember && !isNew && before > 0,
            "returned" => !was && isMember && !isNew && before == 0,
            "cohort" => days[0] >= stretches.From && days[0] < stretches.To && Count(days, stretches.LaterFrom, stretches.LaterTo) > 0,
            _ => throw new ArgumentOutOfRangeException(nameof(number), number, "Not a number of a period."),
        };
    }

    private static int Count(ReadOnlySpan<ushort> days, int from, int to) =>
        Math.Max(0, AscendingDays.CountBefore(days, to) - AscendingDays.CountBefore(days, from));
}
