using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Kernel;
using Perennial.Kernel.Ids;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Workspace.Staff;

/// <summary>Who works in the shop, and inviting somebody.</summary>
[Asks(Scopes.Admin, OfWholeShop = true)]
internal sealed class People : StaffPage
{
    public const string Path = "/people";

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? RoleCode { get; set; } = StaffRow.CodeOf(StaffRole.Manager);

    [BindProperty]
    public bool Whole { get; set; } = true;

    [BindProperty]
    public List<string> Stores { get; set; } = [];

    public ListTable All { get; private set; } = new("", [], []);

    public ReachChoice Reach { get; private set; } = ReachChoice.Empty;

    /// <summary>The link that was just made; null for none.</summary>
    public ShownLink? Made { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ReachChoice.Read(RoleCode, Whole, Stores).TryGet(out var reach, out var refusal) ||
            !(await Db.TryWriteAsync(unit => StaffDesk.InviteAsync(new DeskCall(unit, Get<IAudit>(), Call.Caller.Actor, Call.Now),
                Get<IdSource>(), Name, Email, reach), Cancellation)).TryGet(out var invited, out refusal))
        {
            await LoadAsync();
            return Show(refusal);
        }

        Made = Shown(this, invited.Person, invited.Link);
        ModelState.Clear();
        (Name, Email, Whole, Stores) = (null, null, true, []);
        await LoadAsync();
        return Page();
    }

    /// <summary>A link as it is told to whoever hands it on.</summary>
    public static ShownLink Shown(StaffPage page, StaffRow person, MadeLink link)
    {
        var request = page.HttpContext.Request;
        return new ShownLink(person.Name, $"{request.Scheme}://{request.Host}{request.PathBase}{link.Path}",
            ShownTime.Of(link.Expires, page.HttpContext.RequestServices.GetRequiredService<IShopSettings>().Latest));
    }

    private async Task LoadAsync()
    {
        var (words, shop) = (WorkspaceModule.Words, Get<IShopSettings>().Latest);
        var (rows, reach) = await Db.ReadAsync(async unit => (await unit.QueryAsync<StaffRow>(StaffRow.ListSql),
            await ReachChoice.LoadAsync(unit, RoleCode, Whole ? null : Stores)), Cancellation);
        Reach = reach;
        All = new ListTable(words["people.title"],
            [
                new("name", words["people.name"]), new("email", words["signin.email"]), new("role", words["people.role"]),
                new("reach", words["people.reach"]) { IsMinor = true }, new("state", words["people.state"]),
                new("seen", words["people.seen"]) { IsMinor = true },
            ],
            [.. rows.Select(r => new ListRow([
                Html.Text(r.Name), Html.Text(r.Email), Html.Text(ReachChoice.RoleName(r.Role)),
                Html.Text(r.Stores is null ? words["people.whole"] : r.Stores.Replace("\n", ", ", StringComparison.Ordinal)),
                Html.Text(StateOf(r)), Html.Text(ShownTime.Of(r.LastSeen, shop) ?? "")]) { Href = Url.Content("~/people/" + r.PublicId) })])
        {
            Total = words.Count("people.count", rows.Count),
        };
    }

    /// <summary>How somebody stands, in words.</summary>
    public static string StateOf(StaffRow person) => WorkspaceModule.Words[
        !person.IsActive ? "people.is_off" : person.PasswordHash is null ? "people.is_invited" : person.TwoFactor ? "people.is_on_twice" : "people.is_on"];
}
