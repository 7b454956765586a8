using System.Numerics;
using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Questions;
using Perennial.Kernel;
using Perennial.Kernel.Time;

namespace Perennial.Insights.Reports;

/// <summary>
/// Puts a row a customer together from the same columns that RFM and lateness are counted from, so that the list and
/// the report cannot differ.
/// </summary>
internal sealed class CustomerLister
{
    private const int NoRow = -1;

    // Around the median day of a second order: a week before and a week after.
    private const int DueDays = 7;

    // One place in the list: where her figures stand, and what she is ordered by.
    // Most ids differ in their first bytes: with those at hand, ties need not look the ids up all over memory.
    private readonly record struct Place(
        int Urgency, long Revenue, ulong IdStart, int Partition, int Row, int Customer);

    private readonly ReportPlan plan;
    private readonly Currency currency;
    private readonly IFactOrigin names;
    private readonly StoreFigures figures;
    private readonly WhoIsWho[] who;
    private readonly int[][] recentRows;
    private readonly Rfm rfm;

    private CustomerLister(ReportPlan plan, FactSnapshot facts, Currency currency, IFactOrigin names, StoreFigures figures)
    {
        (this.plan, this.currency, this.names, this.figures) = (plan, currency, names, figures);
        rfm = Rfm.Of(figures.RfmCustomers);
        who = CustomerPass.Ask(facts, plan.AsOf, customersMax => new WhoIsWho(customersMax));
        recentRows = [.. figures.Customers.Select(RecentRows)];
    }

    /// <summary>What has to be counted for a list of the customers behind some numbers; behind null, all of them.</summary>
    public static ReportParts PartsFor(IReadOnlyList<CustomersBehind?> behind) => ReportParts.Rfm | ReportParts.Overdue |
        (behind.Any(b => b?.Number == CustomersBehind.NewcomersDue) ? ReportParts.Ladder : ReportParts.Totals);

    /// <summary>Lists the customers behind each of some numbers; behind null, all of them.</summary>
    /// <param name="shop">The facts.</param>
    /// <param name="plan">The question.</param>
    /// <param name="figures">
    /// What was counted, with <see cref="PartsFor"/>. Its columns are not given back to the pool: rows are made from them for as long as
    /// somebody reads on.
    /// </param>
    /// <param name="behind">The numbers.</param>
    public static IReadOnlyList<CustomerList> List(
        LoadedShop shop, ReportPlan plan, StoreFigures figures, IReadOnlyList<CustomersBehind?> behind)
    {
        var (facts, currency) = (shop.Facts, shop.Reading.Sales.Currency);
        var lister = new CustomerLister(plan, facts, currency, shop.Origin, figures);
        var all = lister.Places();
        return [.. behind.Select(number =>
        {
            var places = number is null ? all : [.. all.Where(lister.Meant(facts, number)).Where(lister.WhoCame(facts, number))];

            // Whoever only counts them does not wait until they are in order.
            var ordered = new Lazy<Place[]>(() => lister.InOrder(places));
            return new CustomerList(DayNumber.ToDate(plan.AsOf), currency, places.Length, lister.Rows(ordered));
        })];
    }

    /// <summary>All customers of a store as columns, in the order of the list.</summary>
    /// <param name="plan">The question.</param>
    /// <param name="facts">The store.</param>
    /// <param name="currency">The reporting currency.</param>
    /// <param name="names">What its numbers stand for.</param>
    /// <param name="idOf">The id of a number.</param>
    public static CustomerColumns Columns(ReportPlan plan, FactSnapshot facts, Currency currency, IFactOrigin names, Func<int, Guid> idOf)
    {
        var lister = new CustomerLister(plan, facts, currency, names,
            StoreFigures.Of(plan, facts, currency, hasUnits: false, PartsFor([null])));
        var places = lister.InOrder(lister.Places());
        var columns = new CustomerColumns(places.Length, plan.AsOf, currency);
        Parallel.For(0, places.Length, i =>
        {
            var place = places[i];
            var (values, row) = (lister.figures.Customers[place.Partition], place.Row);
            columns.Ids[i] = idOf(place.Customer);
            columns.FirstDay[i] = lister.who[place.Partition].FirstDay[row];
            columns.LastDay[i] = values.LastDay[row];
            columns.Orders[i] = values.Frequency[row];
            columns.Revenue[i] = place.Revenue;
            columns.State[i] = lister.StateOf(values, row) is { } state ? (sbyte)state : CustomerColumns.Unknown;
            columns.IntervalDays[i] = lister.figures.ShopTwiceMedian is { } shop && values.Rhythm[row].UsualInterval(shop) is var (days, of)
                ? (int)((days + of - 1) / of)
                : CustomerColumns.Unknown;
            columns.Rfm[i] = lister.RfmOf(place) is { } scores ? (short)((100 * scores.R) + (10 * scores.F) + scores.M) : (short)0;
        });
        return columns;
    }

    private Func<Place, bool> WhoCame(FactSnapshot facts, CustomersBehind behind)
    {
        if (behind.CameBy is not { } first)
        {
            return _ => true;
        }

        var groups = names.FirstBy(first.By, facts, plan.AsOf);
        var group = groups.Values.ToList().IndexOf(first.Value);
        if (behind.Number != CustomersBehind.Came)
        {
            return place => groups.Customers.Of(place.Partition, who[place.Partition].Customer[place.Row]).Contains(group);
        }

        var came = new CameBy(plan.Timeline, plan.First, plan.Last, groups.Customers);
        var found = CustomerPass.Ask(facts, plan.AsOf,
            (p, customersMax) => new BoughtSinceFirst(came, p, group, behind.PeriodsLater, customersMax));
        return place => found[place.Partition].Is[who[place.Partition].Customer[place.Row]];
    }

    private Func<Place, bool> Meant(FactSnapshot facts, CustomersBehind behind)
    {
        if (CustomersBehind.OfPeriod.Contains(behind.Number, StringComparer.Ordinal) && behind.Period is not null)
        {
            var stretches = BehindStretches.Of(plan, behind);
            var found = CustomerPass.Ask(facts, plan.AsOf,
                customersMax => new BehindNumber(behind.Number, stretches, plan.Question.MinOrders, customersMax));
            return place => found[place.Partition].Is[who[place.Partition].Customer[place.Row]];
        }

        if (RfmGroups.Names.FirstOrDefault(g => CustomersBehind.RfmPrefix + g == behind.Number) is { } group)
        {
            return place => RfmOf(place)?.Group == group;
        }

        switch (behind.Number)
        {
            case CustomersBehind.Came when behind.CameBy is not null:
                return _ => true;
            case CustomersBehind.Slipping:
                return place => place.Urgency == 0;
            case CustomersBehind.NewcomersDue:
                var median = figures.Buying.LadderGaps[1].Quartile(2);
                return place => median is { } days && IsDue(figures.Customers[place.Partition], place.Row, days);
        }

        return Enum.GetValues<Lateness>().Where(s => CustomersBehind.StatePrefix + CustomersCsv.StateName(s) == behind.Number)
            .Select(s => (Lateness?)s).FirstOrDefault() is { } state
            ? place => StateOf(figures.Customers[place.Partition], place.Row) == state
            : throw new ReportRefusedException("report.no_such_number", behind.Number);
    }

    private bool IsDue(CustomerValues values, int row, decimal days) =>
        values.Frequency[row] == 1 && Math.Abs(plan.AsOf - values.LastDay[row] - days) <= DueDays;

    private RfmScores? RfmOf(Place place)
    {
        var recent = recentRows[place.Partition] is { Length: > 0 } rows ? rows[place.Row] : place.Row;
        return recent == NoRow ? null : ScoresOf(figures.RfmCustomers[place.Partition], recent);
    }

    private Place[] Places()
    {
        var places = new Place[who.Sum(w => w.Count)];
        var bits = BitOperations.Log2((uint)who.Length);
        var next = 0;
        for (var p = 0; p < who.Length; p++)
        {
            var values = figures.Customers[p];
            for (var row = 0; row < values.Count; row++)
            {
                var customer = (who[p].Customer[row] << bits) + p;
                places[next++] = new Place(Urgency(StateOf(values, row)), RevenueOf(values, row),
                    names.NameStart(customer), p, row, customer);
            }
        }

        return places;
    }

    private IEnumerable<CustomerRow> Rows(Lazy<Place[]> ordered)
    {
        foreach (var place in ordered.Value)
        {
            yield return Row(place);
        }
    }

    private Place[] InOrder(Place[] places)
    {
        places.AsSpan().Sort(new FirstThoseWhoNeedAPerson(names));
        return places;
    }

    private CustomerRow Row(Place place)
    {
        var (values, row) = (figures.Customers[place.Partition], place.Row);
        var since = plan.AsOf - values.LastDay[row];
        var interval = figures.ShopTwiceMedian is { } shop
            ? values.Rhythm[row].UsualInterval(shop)
            : default((long Numerator, long Denominator)?);
        return new CustomerRow(
            names.Name(place.Customer), DayNumber.ToDate(who[place.Partition].FirstDay[row]),
            DayNumber.ToDate(values.LastDay[row]), values.Frequency[row], new Money(place.Revenue, currency),
            new Money(values.Monetary[row], currency).Per(values.Frequency[row]),
            interval is var (days, of) ? Rounding.Divide(10 * days, of) / 10m : null, since,
            interval is var (numerator, denominator)
                ? Rounding.Divide(100 * since * denominator, numerator) / 100m : null,
            StateOf(values, row), RfmOf(place))
        {
            RevenueLast365Days = new Money(
                values.YearNet[row] + (values.YearOther.Count == 0 ? 0 : values.YearOther.GetValueOrDefault(row)), currency),
        };
    }

    private RfmScores ScoresOf(CustomerValues values, int row)
    {
        var (r, f, m) = rfm.ScoresOf(values, row);
        return new RfmScores(r + 1, f + 1, m + 1);
    }

    private Lateness? StateOf(CustomerValues values, int row) => figures.ShopTwiceMedian is { } shop
        ? values.Rhythm[row].LatenessAfter(plan.AsOf - values.LastDay[row], shop)
        : null;

    private static long RevenueOf(CustomerValues values, int row) =>
        values.Monetary[row] + (values.Other.Count == 0 ? 0 : values.Other.GetValueOrDefault(row));

    // The rows within the look-back follow each other as all rows do, without those who have no order in it.
    private int[] RecentRows(CustomerValues all)
    {
        if (plan.RfmFrom == 0)
        {
            return [];
        }

        var rows = new int[all.Count];
        for (int row = 0, recent = 0; row < rows.Length; row++)
        {
            rows[row] = all.LastDay[row] >= plan.RfmFrom ? recent++ : NoRow;
        }

        return rows;
    }

    private static int Urgency(Lateness? state) => state switch
    {
        Lateness.Late or Lateness.AtRisk => 0,
        Lateness.LongGone => 1,
        _ => 2,
    };

    private readonly struct FirstThoseWhoNeedAPerson(IFactOrigin names) : IComparer<Place>
    {
        public int Compare(Place x, Place y) => x.Urgency != y.Urgency ? x.Urgency.CompareTo(y.Urgency)
            : x.Revenue != y.Revenue ? y.Revenue.CompareTo(x.Revenue)
            : x.IdStart != y.IdStart ? x.IdStart.CompareTo(y.IdStart)
            : names.CompareNames(x.Customer, y.Customer);
    }
}
