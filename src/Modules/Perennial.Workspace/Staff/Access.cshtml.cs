using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Perennial.Kernel.Ids;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using ListPage = Perennial.Kernel.Http.Page;

namespace Perennial.Workspace.Staff;

/// <summary>Who came in, who was turned away, and from where.</summary>
[Asks(Scopes.Admin, OfWholeShop = true)]
internal sealed class Access : StaffPage
{
    private const string Path = "/people/access";

    public ListTable Rows { get; private set; } = new("", [], []);

    public IReadOnlyList<SelectListItem> Everybody { get; private set; } = [];

    /// <param name="person">Id of whom it is about; anything else for everybody.</param>
    /// <param name="cursor">What the page before gave.</param>
    public async Task<IActionResult> OnGetAsync(string? person, string? cursor)
    {
        Guid? staff = PublicId.TryRead("stf", person, out var known) ? known : null;
        if (!ListPage.TryRead(cursor, null, out var before, out var limit))
        {
            return LocalRedirect("~" + Path);
        }

        var (rows, people) = await Db.ReadAsync(async unit => (await AccessLog.ListAsync(unit, staff, before, limit + 1),
            await unit.QueryAsync<StaffRow>(StaffRow.ListSql)), Cancellation);
        var (words, shop) = (WorkspaceModule.Words, Get<IShopSettings>().Latest);
        Everybody = [.. people.Select(p => new SelectListItem(p.Name, p.PublicId, p.Id == staff))];
        Rows = new ListTable(words["access_log.title"],
            [
                new("at", words["access_log.at"]), new("person", words["access_log.person"]), new("what", words["access_log.what"]),
                new("address", words["access_log.address"]), new("browser", words["session.browser"]) { IsMinor = true },
            ],
            [.. rows.Take(limit).Select(r => new ListRow([
                Html.Text(ShownTime.Of(r.At, shop) ?? ""), Html.Text(r.Name ?? words["access_log.unknown"]), Html.Text(words["access_log.is." + r.What]),
                Html.Text(r.Address ?? ""), Html.Text(ShownTime.Browser(r.Agent))]))])
        {
            NextHref = ListPage.Next(rows, limit, r => r.Id) is { } next ? Address(staff, next) : null,
            FirstHref = cursor is null ? null : Address(staff, null),
        };
        return Page();
    }

    private string Address(Guid? staff, string? cursor) => Url.Content("~" + Path) + QueryString.Create(
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["person"] = staff is { } id ? PublicId.Write("stf", id) : null, ["cursor"] = cursor }
            .Where(p => p.Value is not null));
}
