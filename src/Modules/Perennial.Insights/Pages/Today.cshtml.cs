using Microsoft.AspNetCore.Mvc;
using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Insights.Page;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Insights.Pages;

/// <summary>What changed and why, who needs me: five cards at most, each with something to do.</summary>
[Asks]
internal sealed class Today(LiveShop live, KeptViews kept, CustomerNames names, IEnumerable<ITodayCards> sources) : InsightsPage(live, kept)
{
    private const int DaysBefore = 14;
    private const int HappeningsMax = 20;

    public IReadOnlyList<TodayCard> Cards { get; private set; } = [];

    /// <summary>Whether figures of the whole shop are for her.</summary>
    public bool MaySeeFigures => Person.May(Scopes.InsightsRead) && Person.Stores is null;

    /// <summary>Where she may go from a day on which nothing needs her: a path, and the key of its words.</summary>
    public (string Path, string Action) Onward => MaySeeFigures ? ("/retention", "today.nothing.figures")
        : Person.May(Scopes.CustomersRead) && Person.Stores is null ? ("/customers", "today.nothing.customers")
        : ("/orders", "today.nothing.orders");

    /// <summary>Whether the shop has no order yet; something may need her all the same, such as an import that failed.</summary>
    public bool HasNoOrders { get; private set; }

    /// <summary>As of which day the figures are told; null where there are none.</summary>
    public string? AsOf { get; private set; }

    public Task<IActionResult> OnGetAsync() => ShowAsync(async () =>
    {
        var cards = new List<TodayCard>();
        if (MaySeeFigures)
        {
            try
            {
                cards.AddRange(await OfFiguresAsync());
            }
            catch (ReportRefusedException e) when (e.Code == "report.no_orders")
            {
                HasNoOrders = true;
            }
        }

        foreach (var source in sources.Where(s => Person.May(s.Asks) && Person.Stores is null))
        {
            cards.AddRange(await Db.ReadAsync(unit => source.FindAsync(unit, Call.Now), Cancellation));
        }

        Cards = TodayChoice.Of(cards);
        return null;
    });

    private async Task<IEnumerable<TodayCard>> OfFiguresAsync()
    {
        var figures = await FindAsync("today", Asked, shop => TodayFigures.Of(shop, View.Question));
        AsOf = new PeriodNames(PeriodKind.Day).Day(figures.Report.AsOf);
        var known = await names.FindAsync(figures.Slipping.Rows.Select(r => r.Customer), Cancellation);
        return new TodayCards(figures, await NearAsync(figures.Before), id => known.GetValueOrDefault(id, id), GroupNames).All();
    }

    // What happened in the two periods, or shortly before them.
    private async Task<IReadOnlyList<ShopHappening>> NearAsync(Comparison? before) => before is null ? [] : await Db.ReadAsync(
        unit => ShopHappenings.BetweenAsync(unit, before.Main.From.PlusDays(-DaysBefore), before.Main.To, HappeningsMax), Cancellation);
}
