using Microsoft.AspNetCore.Mvc;
using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Insights.Page;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Insights.Pages;

/// <summary>Whom are we about to lose, and what is at stake? RFM's groups, and who is late by her own rhythm.</summary>
[Asks(Scopes.InsightsRead, OfWholeShop = true)]
internal sealed class RfmAndLate(LiveShop live, KeptViews kept, CustomerNames names) : InsightsPage(live, kept)
{
    private const int SlippingShown = 25;
    private static readonly int[] Scores = [1, 2, 3, 4, 5];
    private const string GroupsName = "rfm-groups";
    private const string StatesName = "late";

    private sealed record Answered(Report Report, BehindView Slipping);

    public Report Report { get; private set; } = null!;

    public OverdueFigures? Overdue => Report.Overdue;

    public ListTable Slipping { get; private set; } = null!;

    public ListTable Groups => WithFiles(new ListTable(Words["rfm.title"],
        [
            new("group", Words["rfm.group"]), Number("customers", "metric.customers"), Number("share", "column.share"),
            Number("revenue", "metric.revenue"), Number("revenue_share", "rfm.revenue_share"), new("do", Words["rfm.do"]) { IsMinor = true },
        ],
        [.. Report.Rfm.Groups.Where(g => g.Customers > 0).Select(GroupRow)]), GroupsName);

    public ListTable States => new(Words["overdue.title"],
        [
            new("state", Words["overdue.state"]), Number("customers", "metric.customers"), Number("share", "column.share"),
            Number("last_year", "overdue.year"), Number("revenue", "overdue.revenue"), new("means", Words["overdue.means"]) { IsMinor = true },
        ],
        [.. Late.Select(StateRow)]);

    public string FileOfStates(string ending) => FileHref(StatesName, ending);

    /// <summary>The four states; none where nobody ever came back.</summary>
    public IReadOnlyList<BuyingSections.LateState> Late => Overdue is { } overdue ? BuyingSections.States(overdue) : [];

    /// <summary>The groups by recency downwards, and by orders and money across: who they are and where they border on each other.</summary>
    public HeatMap Grid
    {
        get
        {
            var cells = BuyingSections.Cells(Report.Rfm);
            var most = cells.Count == 0 ? 0 : cells.Values.Max();
            return new HeatMap(Words["rfm.grid"], "RFM", [.. Scores.Select(fm => $"FM {fm}")], [.. Scores.Reverse().Select(r => new HeatRow($"R {r}",
                [.. Scores.Select(fm => Cell(RfmGroups.Name(r, fm, fm), cells.GetValueOrDefault((r, fm)), most))]))]);
        }
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync(async () =>
    {
        var answered = await FindAsync("rfm", Asked, Answer);
        Report = answered.Report;
        switch (FileAsked)
        {
            case GroupsName:
                return await SendAsync(new ListFile(GroupsName, ["group", "customers", "revenue", "currency"], Report.Rfm.Groups.Select(g =>
                    (IReadOnlyList<object?>)[g.Name, g.Customers, FileCell.Of(g.Revenue), g.Revenue.Currency.Code])));
            case StatesName:
                return await SendAsync(new ListFile(StatesName, ["state", "customers", "revenue_last_365_days", "revenue", "currency"],
                    Late.Select(s => (IReadOnlyList<object?>)
                        [s.Name, s.Customers, FileCell.Of(s.Year), FileCell.Of(s.ToDate), s.Year.Currency.Code])));
        }

        var known = await names.FindAsync(answered.Slipping.Rows.Select(r => r.Customer), Cancellation);
        Slipping = Drawn(answered.Slipping, known);
        return null;
    });

    /// <summary>Where the customers behind a number of today are listed.</summary>
    public string BehindHref(string number) => Link("/retention/behind", [("number", number), .. Asked.Select(f => (f.Name, (string?)f.Value))]);

    /// <summary>The late and those at risk, by what is at stake.</summary>
    public string SlippingHref => BehindHref(CustomersBehind.Slipping) + "&sort=last_year";

    private Answered Answer(ILoadedShop shop)
    {
        var question = View.Question with { Parts = ReportParts.Rfm | ReportParts.Overdue };
        var stake = CustomerColumn.All.First(c => c.Key == "last_year");
        var (report, behind) = shop.Answer(question, [new CustomersBehind(CustomersBehind.Slipping)]);
        return new Answered(report, BehindView.Of(behind[0], stake, isDescending: true, 0, SlippingShown));
    }

    private ListTable Drawn(BehindView slipping, IReadOnlyDictionary<string, string> known)
    {
        string[] shown = ["state", "last_year", "orders", "last_order", "days_since", "usual_interval_days"];
        var columns = shown.Select(key => CustomerColumn.All.First(c => c.Key == key)).ToList();
        return new ListTable(Words["rfm.slipping"],
            [new("name", Words["customers.name"]), .. columns.Select(c => c.AsListed with { Sorts = false })],
            [.. slipping.Rows.Select(r => new ListRow(
                [Html.Text(known.GetValueOrDefault(r.Customer, r.Customer)), .. columns.Select(c => Html.Text(c.Show(r)))])
                {
                    Href = ProfileHref(r.Customer),
                })])
        {
            Total = Words.Count("page.customers", slipping.Count), CsvHref = FileOf("csv"), XlsxHref = FileOf(ListFile.Xlsx),
        };
    }

    // The file holds all of them, in the order of the screen.
    private string FileOf(string ending) => SlippingHref + "&file=customers&as=" + ending;

    private HeatCell Cell(string group, long customers, long most) =>
        new(Shown.Number(customers), Words["rfm." + group], HeatMap.Strength(customers, most))
        {
            Href = customers > 0 ? BehindHref(CustomersBehind.RfmPrefix + group) : null,
        };

    private ListRow GroupRow(RfmGroup group)
    {
        var (all, revenue) = (Report.Rfm.Groups.Sum(g => g.Customers), Report.Rfm.Groups.Sum(g => g.Revenue.MinorUnits));
        return new ListRow(
        [
            Html.Text(Words["rfm." + group.Name]), Html.Text(Shown.Number(group.Customers)),
            Html.Text(Shown.Percent(new Ratio(group.Customers, all))), Html.Text(Shown.Amount(group.Revenue)),
            Html.Text(revenue > 0 ? Shown.Percent(new Ratio(group.Revenue.MinorUnits, revenue)) : Shown.NotAvailable),
            Html.Text(Words["rfm.do." + group.Name]),
        ])
        {
            Href = BehindHref(CustomersBehind.RfmPrefix + group.Name),
        };
    }

    private ListRow StateRow(BuyingSections.LateState state) => new(
    [
        Html.Text(Words["overdue." + state.Name]), Html.Text(Shown.Number(state.Customers)),
        Html.Text(Shown.Percent(new Ratio(state.Customers, Late.Sum(s => s.Customers)))), Html.Text(Shown.Amount(state.Year)),
        Html.Text(Shown.Amount(state.ToDate)), Html.Text(Words["overdue.means." + state.Name]),
    ])
    {
        Href = BehindHref(CustomersBehind.StatePrefix + state.Name),
    };

    private static ListColumn Number(string key, string title) => new(key, Words[title]) { IsNumber = true };
}
