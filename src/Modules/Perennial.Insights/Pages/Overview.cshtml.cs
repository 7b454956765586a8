using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Insights.Page;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Insights.Pages;

/// <summary>Are we keeping more than last period? Every headline number, compared and explained, and what moved it.</summary>
[Asks(Scopes.InsightsRead, OfWholeShop = true)]
internal sealed class Overview(LiveShop live, KeptViews kept) : InsightsPage(live, kept)
{
    public OverviewFigures Figures { get; private set; } = null!;

    public OverviewTables Tables { get; private set; } = null!;

    public NumberCards Numbers { get; private set; } = null!;

    public PeriodNames Names { get; private set; } = null!;

    public StayingSections Staying { get; private set; } = null!;

    public PeriodChoice Choice => View.Choice(Figures.Periods.Question.Period);

    public Task<IActionResult> OnGetAsync() => ShowAsync(async () =>
    {
        Figures = await FindAsync("overview", Asked, shop => OverviewFigures.Of(shop, View));
        var kind = Figures.Periods.Question.Period;
        var fields = View.BehindFields(kind);
        string Behind(string number, LocalDate period) =>
            Link("/retention/behind", [("number", number), ("in", Shown.Iso(period)), .. fields.Select(f => (f.Name, (string?)f.Value))]);
        Tables = new OverviewTables(Figures, Behind);
        if (FileAsked is { } name && Tables.File(name) is { } file)
        {
            return await SendAsync(file);
        }

        (Numbers, Names) = (new NumberCards(Figures, View, Behind), new PeriodNames(kind));
        Staying = new StayingSections(Figures.Shown, Names);
        return null;
    });

    public ListTable Table(ListTable table, string name) => WithFiles(table, name);

    /// <summary>The retention rate in a sentence.</summary>
    public string Lead
    {
        get
        {
            var (now, m) = (Figures.Now, Figures.Now.Movement);
            return m.Start == 0
                ? Words["page.lead.nobody", ("period", Names.Long(now.From))]
                : Words[new ActiveWords(Figures.Periods.Question).IsPlain ? "page.lead" : "page.lead.active", ("period", Names.Long(now.From)),
                    ("retained", m.Retained), ("start", m.Start), ("rate", Shown.Percent(m.RetentionRate))];
        }
    }

    /// <summary>Why nothing is compared.</summary>
    public string NotComparable => View.Compare == ComparedPeriod.YearAgo
        ? Words["page.year_before.none", ("period", Names.Long(Figures.Now.From))]
        : Words["page.before.none", ("period", Names.Long(Figures.Now.From))];

    /// <summary>Days between orders in a sentence; null where nobody came back.</summary>
    public string? Gaps => Figures.Stretch.Totals.TimeBetweenOrdersDays is { Median: { } median, P25: { } low, P75: { } high }
        ? Words.Count("page.line.gap", median, 0, ("p25", Shown.Number(low, 0)), ("p75", Shown.Number(high, 0)))
        : null;

    /// <summary>What moved revenue, in the title of its chart; null where there is nothing to compare.</summary>
    public string? MovedTitle => Figures.Compared?.WhatMoved is { } moved && Tables.Causes.Count > 0
        ? Words["moved.between", ("before", Names.Long(moved.Before)), ("after", Names.Long(moved.After)), ("revenue", Shown.Signed(moved.Revenue))]
        : null;

    /// <summary>Stores and channels that moved the rate; dimensions with one group say nothing.</summary>
    public IEnumerable<ListTable> RateMoves => (Figures.Compared?.Groups ?? []).GroupBy(g => g.By).Where(g => g.Count() > 1)
        .Select(g => GroupTables.OfMoves(g.Key, [.. g], GroupNames));
}
