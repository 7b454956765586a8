using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Kernel.Words;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Insights.Pages;

/// <summary>How far a page of figures came.</summary>
internal enum FiguresState
{
    /// <summary>The figures are there.</summary>
    Ready,

    /// <summary>The facts are being loaded; the page renews itself.</summary>
    Waiting,

    /// <summary>The shop has no order yet.</summary>
    NoOrders,

    /// <summary>What was asked for cannot be answered; the page says why.</summary>
    Refused,
}

/// <summary>What the pages of figures have in common: the view in their address, the facts, and what is shown while there are none.</summary>
internal abstract class InsightsPage(LiveShop live, KeptViews kept) : StaffPage
{
    private const string RenewSeconds = "3";

    /// <summary>The words of the module.</summary>
    public static WordBook Words => InsightsModule.Words;

    /// <summary>How far it came.</summary>
    public FiguresState State { get; private set; } = FiguresState.Waiting;

    /// <summary>What was asked for.</summary>
    public AskedView View { get; private set; } = null!;

    /// <summary>The shop's settings.</summary>
    public ShopSettings Settings { get; private set; } = null!;

    /// <summary>The choices as they were sent, where they cannot be answered: with what is wrong beside each; null where there were none.</summary>
    public PeriodChoice? RefusedChoice { get; private set; }

    /// <summary>Whether she may bring orders in.</summary>
    public bool MayImport => Person.May(Scopes.Imports) && Person.Stores is null;

    /// <summary>What groups are called.</summary>
    public GroupNames GroupNames { get; private set; } = null!;

    /// <summary>A value behind the question mark; what is left blank in a form is none.</summary>
    protected string? Query(string name) => Request.Query.TryGetValue(name, out var values) && values[0] is { Length: > 0 } value ? value : null;

    /// <summary>A path of ours with fields behind its question mark.</summary>
    public string Link(string path, params IEnumerable<(string Name, string? Value)> fields) => Url.Content("~" + path) +
        QueryString.Create(fields.Where(f => f.Value is not null).Select(f => new KeyValuePair<string, string?>(f.Name, f.Value)));

    /// <summary>Reads the view, gets the figures and shows the page.</summary>
    /// <param name="drawAsync">Gets the figures; what it returns is shown, or the page where it is null.</param>
    protected async Task<IActionResult> ShowAsync(Func<Task<IActionResult?>> drawAsync)
    {
        if (await Get<IShopSettings>().FindAsync(Db, Cancellation) is not { } settings || live.Current is null)
        {
            return Wait();
        }

        Settings = settings;
        GroupNames = new GroupNames(await Db.ReadAsync(Get<IPlaces>().NamesAsync, Cancellation));
        if (!AskedView.Read(Query, settings).TryGet(out var view, out var refusal))
        {
            return Refuse(refusal);
        }

        View = view;
        try
        {
            State = FiguresState.Ready;
            return await drawAsync() ?? Page();
        }
        catch (ReportRefusedException e) when (e.Code == "report.no_orders")
        {
            State = FiguresState.NoOrders;
            return Page();
        }
        catch (ReportRefusedException e)
        {
            return Refuse(new Refusal(RefusalKind.Invalid, CodeOf(e.Code)) { Detail = e.Detail });
        }
        catch (FactsAwayException)
        {
            return Wait();
        }
    }

    /// <summary>A view of the facts, kept or made.</summary>
    /// <param name="what">What of them, as a code.</param>
    /// <param name="asked">On what else it depends.</param>
    /// <param name="make">Makes it.</param>
    protected Task<T> FindAsync<T>(string what, IEnumerable<(string Name, string Value)> asked, Func<ILoadedShop, T> make)
        where T : class => FindAsync(what, asked, shop => Task.FromResult(make(shop)));

    /// <summary>The same of what has to be waited for.</summary>
    protected Task<T> FindAsync<T>(string what, IEnumerable<(string Name, string Value)> asked, Func<ILoadedShop, Task<T>> make)
        where T : class => kept.FindAsync(Facts, string.Join('\n', asked.Select(f => $"{f.Name}={f.Value}")
            .Prepend(Settings.WeekStart.ToString()).Prepend(what)), make);

    /// <summary>The facts.</summary>
    protected ILiveInsights Facts => live.Current ?? throw new FactsAwayException();

    /// <summary>Fields of the view as it was asked for, before the page chose anything.</summary>
    protected IReadOnlyList<(string Name, string Value)> Asked =>
        [.. View.Fields(View.Question.Period).Where(f => f.Name != "period" || View.IsKindAsked)];

    /// <summary>Where a table of this page is as a file.</summary>
    /// <param name="table">The table.</param>
    /// <param name="ending">Of the file.</param>
    public string FileHref(string table, string ending) => Link(Request.Path.Value!, [
        .. Request.Query.Where(q => q.Key is not ("file" or "as")).SelectMany(q => q.Value, (q, v) => (q.Key, v)), ("file", table), ("as", ending)]);

    /// <summary>A table with the ways to have it as a file.</summary>
    protected ListTable WithFiles(ListTable table, string name) =>
        table with { CsvHref = FileHref(name, "csv"), XlsxHref = FileHref(name, ListFile.Xlsx) };

    /// <summary>Sends a file.</summary>
    protected async Task<IActionResult> SendAsync(ListFile file)
    {
        await file.SendAsync(HttpContext, Query("as"));
        return new EmptyResult();
    }

    /// <summary>The file that the address asks for; null for the page.</summary>
    protected string? FileAsked => Query("file");

    /// <summary>Where this page is, without the base the shop is mounted under.</summary>
    public string Here => Request.Path + Request.QueryString;

    /// <summary>The address of a customer's page.</summary>
    public string ProfileHref(string customer) => Url.Content("~/customers/" + customer);

    private IActionResult Wait()
    {
        State = FiguresState.Waiting;
        Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        Response.Headers.RetryAfter = RenewSeconds;

        // Browsers renew it without a script.
        Response.Headers["Refresh"] = RenewSeconds;
        return Page();
    }

    private IActionResult Refuse(Refusal refusal)
    {
        State = FiguresState.Refused;
        RefusedChoice = Request.Query.Count == 0 ? null : AskedView.Refused(Query,
            Request.Query.Where(q => q.Key is not ("file" or "as")).Select(q => (q.Key, q.Value[0] ?? "")), refusal, Get<Problems>().Words);
        return Show(refusal);
    }

    // Codes of a report are worded for a terminal; people of a page have no options but fields.
    private static string CodeOf(string code) => code switch
    {
        "report.no_data_between" => "view.no_data_between",
        "report.too_many_periods" => "view.too_many_periods",
        "report.as_of_before_data" => "view.as_of_before_data",
        "report.no_such_number" => "view.no_such_number",
        _ => code,
    };

    /// <summary>The facts went away while they were asked: the settings changed, and they are loaded anew.</summary>
    private sealed class FactsAwayException : Exception;
}
