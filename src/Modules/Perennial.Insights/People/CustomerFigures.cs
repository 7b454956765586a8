using Microsoft.Extensions.Logging;
using Perennial.Analytics;
using Perennial.Customers.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Insights.Reports;
using Perennial.Kernel;
using Perennial.Workspace.Contract;

namespace Perennial.Insights.People;

/// <summary>
/// The figures of customers for their list and their pages, as of the day that reports take: the day after the last counting order.
/// They are made anew when the facts change; where that takes long, readers see those of a moment ago meanwhile.
/// </summary>
internal sealed partial class CustomerFigures(LiveShop live, TimeProvider clock, ILogger<CustomerFigures> log) : ICustomerFigures
{
    // What is made faster than this is made while its reader waits.
    private static readonly TimeSpan AtOnceMax = TimeSpan.FromMilliseconds(15);

    private readonly Lock gate = new();
    private Made? made;
    private Task making = Task.CompletedTask;

    public string Asks => Scopes.InsightsRead;

    public IReadOnlyList<FigureColumn> Columns { get; } =
    [
        new(FigureTable.Revenue, () => InsightsModule.Words["people.revenue"], IsNumber: true) { IsUsual = true },
        new("orders", () => InsightsModule.Words["people.orders"], IsNumber: true) { IsUsual = true },
        new("last_order", () => InsightsModule.Words["people.last_order"], IsNumber: false) { IsUsual = true },
        new("state", () => InsightsModule.Words["people.state"], IsNumber: false) { IsUsual = true },
        new("first_order", () => InsightsModule.Words["people.first_order"], IsNumber: false),
        new("late_by", () => InsightsModule.Words["people.late_by_days"], IsNumber: true),
        new("usual_interval", () => InsightsModule.Words["people.interval_days"], IsNumber: true),
        new("rfm", () => InsightsModule.Words["people.rfm"], IsNumber: false),
    ];

    public IReadOnlyList<FigureFilter> Filters { get; } =
    [
        new("state", () => InsightsModule.Words["people.state"])
        {
            Values = [.. Enum.GetValues<Lateness>().Select(s => (CustomersCsv.StateName(s), (Func<string>)(() => FigureWords.State(s))))],
        },
        new("rfm", () => InsightsModule.Words["people.rfm"])
        {
            Values = [.. RfmGroups.Names.Select(g => (g, (Func<string>)(() => FigureWords.Group(g))))],
        },
        new("orders_min", () => InsightsModule.Words["people.orders_min"]),
        new("revenue_min", () => InsightsModule.Words["people.revenue_min"]),
        new("days_since", () => InsightsModule.Words["people.days_since"]),
    ];

    IFiguresAtHand? ICustomerFigures.AtHand() => AtHand();

    /// <summary>The figures as they are at hand; null until the facts are loaded.</summary>
    public FigureTable? AtHand()
    {
        if (live.Current is not { } current)
        {
            return null;
        }

        var shop = (LoadedShop)current.Now();
        lock (gate)
        {
            if (made is { } known && ReferenceEquals(known.Of, shop))
            {
                return known.Table;
            }

            if (made is not { } last || last.Took <= AtOnceMax)
            {
                return (made = Make(shop, made)).Table;
            }

            if (making.IsCompleted)
            {
                making = Task.Run(() => MakeLater(shop, last));
            }

            return last.Table;
        }
    }

    private void MakeLater(LoadedShop shop, Made last)
    {
        try
        {
            var next = Make(shop, last);
            lock (gate)
            {
                made = next;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Readers keep those of before, and the next one tries again.
            Failed(e.GetType().Name);
        }
    }

    private Made Make(LoadedShop shop, Made? before)
    {
        var began = clock.GetTimestamp();
        FigureTable table;
        try
        {
            var origin = (LiveOrigin)shop.Origin;
            table = new FigureTable(CustomerLister.Columns(
                ReportPlan.Of(new ReportQuestion(), shop.Facts), shop.Facts, shop.Reading.Sales.Currency, origin, origin.Id));
        }
        catch (ReportRefusedException)
        {
            // Without an order there is nothing to be known.
            table = new FigureTable(new CustomerColumns(0, 0, Currency.None));
        }

        foreach (var column in before?.Table.Asked ?? [])
        {
            table.Prepare(column);
        }

        return new Made(shop, table, clock.GetElapsedTime(began));
    }

    private sealed record Made(LoadedShop Of, FigureTable Table, TimeSpan Took);

    [LoggerMessage(EventName = "insights.figures_failed", Level = LogLevel.Warning, Message = "insights.figures_failed {Kind}")]
    private partial void Failed(string kind);
}
