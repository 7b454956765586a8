using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Insights.Page;
using Perennial.Insights.Reports;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Insights.Pages;

/// <summary>
/// Which store, channel, category, product, seller or country keeps its customers? Whoever is limited to stores sees those stores
/// and nothing of the others.
/// </summary>
[Asks(Scopes.InsightsRead)]
internal sealed class Groups(LiveShop live, KeptViews kept) : InsightsPage(live, kept)
{
    private const int GroupsMax = 100;

    private static readonly OrderField[] Dimensions =
        [OrderField.Store, OrderField.Channel, OrderField.Category, OrderField.Product, OrderField.Seller, OrderField.Country];

    private sealed record Answered(Report Report, Comparison? Compared);

    public Report Report { get; private set; } = null!;

    public IReadOnlyList<ComparedGroup> Moves { get; private set; } = [];

    public OrderField Dimension { get; private set; } = OrderField.Store;

    /// <summary>Whether only groups of her own stores are shown.</summary>
    public bool IsLimited => Person.Stores is not null;

    public PeriodNames Names => new(Report.Question.Period);

    public GroupSection Section => new(Report, Names, Dimension) { NameOf = value => GroupNames.Of(Dimension, value) };

    public PeriodChoice Choice
    {
        get
        {
            var choice = View.Choice(Report.Question.Period);
            return IsLimited ? choice : choice with
            {
                Fields = [new ChoiceField("by", Words["groups.by"], GroupTables.Code(Dimension),
                    [.. Dimensions.Select(GroupTables.Code).Select(d => new SelectListItem(Words["dimension." + d], d))]), .. choice.Fields],
            };
        }
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync(async () =>
    {
        Dimension = IsLimited ? OrderField.Store : Dimensions.FirstOrDefault(d => GroupTables.Code(d) == Query("by"), OrderField.Store);
        var answered = await FindAsync("groups", [("by", GroupTables.Code(Dimension)), ("limited", $"{IsLimited}"), .. Asked], async _ =>
            Answer(await Facts.NowAsync([Dimension], isFresh: false, CancellationToken.None)));
        Report = answered.Report;
        Moves = IsLimited ? [] : answered.Compared?.Groups ?? [];
        if (Person.Stores is { } stores)
        {
            Report = Report with { Groups = [.. Report.Groups.Where(g => stores.Contains(g.Value))], RateMoved = [] };
        }

        return FileAsked switch
        {
            GroupTables.GroupsName => await SendAsync(GroupTables.FileOf(Report, Dimension)),
            GroupTables.MovesName => await SendAsync(GroupTables.FileOfMoves(Dimension, Moves)),
            _ => null,
        };
    });

    public ListTable Table(ListTable table, string name) => WithFiles(table, name);

    private Answered Answer(ILoadedShop shop)
    {
        var question = View.Periods(shop).Question with { GroupBy = [Dimension], GroupsMax = IsLimited ? ReportPlan.GroupsMax : GroupsMax };
        var report = shop.Answer(question with { Parts = ReportParts.Periods | ReportParts.Groups });
        if (report.LastWhole is not { } last)
        {
            return new Answered(report, null);
        }

        try
        {
            return new Answered(report, shop.Compare(question with { From = last.From, To = last.To }, View.Compare));
        }
        catch (ReportRefusedException e) when (e.Code is "report.nothing_to_compare" or "report.no_data_between")
        {
            return new Answered(report, null);
        }
    }
}
