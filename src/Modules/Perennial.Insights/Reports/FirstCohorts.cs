using NodaTime;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Questions;
using Perennial.Kernel.Time;

namespace Perennial.Insights.Reports;

/// <summary>The customers who came by one value of a dimension, and how they fared since.</summary>
/// <param name="Value">The value; empty where it is blank.</param>
/// <param name="Members">How many came in the stretch reported.</param>
/// <param name="Cells">
/// By periods since each member's own first one; as long as there are members whose period it is and over.
/// </param>
internal sealed record FirstCohort(string Value, long Members, IReadOnlyList<FirstGroupTallies.Cell> Cells);

/// <summary>Cohorts by what members came by, rather than when.</summary>
/// <param name="Cohorts">The cohorts, the largest first.</param>
/// <param name="LeftOut">How many smaller ones there are.</param>
internal sealed record FirstCohorts(IReadOnlyList<FirstCohort> Cohorts, int LeftOut)
{
    /// <summary>Cohorts that are told.</summary>
    public const int CohortsMax = 100;

    /// <summary>The day as of which it is told.</summary>
    public LocalDate AsOf { get; init; }

    /// <summary>Tells them of those who came in the stretch that is reported.</summary>
    /// <param name="shop">The facts; with the lines of orders, where it is asked by product or category.</param>
    /// <param name="question">The question.</param>
    /// <param name="by">The dimension.</param>
    /// <exception cref="ReportRefusedException">The question does not fit the data.</exception>
    public static FirstCohorts Of(LoadedShop shop, ReportQuestion question, OrderField by)
    {
        var plan = ReportPlan.Of(question, shop.Facts);
        var groups = shop.Origin.FirstBy(by, shop.Facts, plan.AsOf);
        var came = new CameBy(plan.Timeline, plan.First, plan.Last, groups.Customers);
        var members = new long[groups.Values.Count];
        foreach (var part in CustomerPass.Ask(shop.Facts, plan.AsOf, (p, _) => new MembersOfGroups(came, p, members.Length)))
        {
            PeriodTallies.Sum(members, part.Members);
        }

        var existing = Enumerable.Range(0, members.Length).Where(g => members[g] > 0)
            .OrderByDescending(g => members[g]).ThenBy(g => groups.Values[g], StringComparer.Ordinal).ToList();
        var told = existing.Take(CohortsMax).ToList();
        var places = new int[members.Length];
        Array.Fill(places, -1);
        for (var place = 0; place < told.Count; place++)
        {
            places[told[place]] = place;
        }

        var counted = CustomerPass.Ask(shop.Facts, plan.AsOf, (p, _) => new FirstGroupTallies(came, p, places, told.Count));
        foreach (var other in counted.Skip(1))
        {
            counted[0].Add(other);
        }

        return new FirstCohorts([.. told.Select((group, place) => new FirstCohort(groups.Values[group], members[group],
            Observed(counted[0].Of(place))))], existing.Count - told.Count) { AsOf = DayNumber.ToDate(plan.AsOf) };
    }

    /// <summary>Who came by a value: told by partition and number within it.</summary>
    public static Func<int, int, bool> Members(LoadedShop shop, ReportPlan plan, FirstValue first)
    {
        var groups = shop.Origin.FirstBy(first.By, shop.Facts, plan.AsOf);
        var group = groups.Values.ToList().IndexOf(first.Value);
        return (partition, customer) => groups.Customers.Of(partition, customer).Contains(group);
    }

    private static IReadOnlyList<FirstGroupTallies.Cell> Observed(ReadOnlySpan<FirstGroupTallies.Cell> cells)
    {
        var length = cells.Length;
        while (length > 0 && cells[length - 1].Observed == 0)
        {
            length--;
        }

        return cells[..length].ToArray();
    }
}
