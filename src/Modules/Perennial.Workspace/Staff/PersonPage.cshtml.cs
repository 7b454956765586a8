using Microsoft.AspNetCore.Mvc;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Workspace.Staff;

/// <summary>Somebody of the shop: her role and stores, a link for her password, her sessions; switching her off and on.</summary>
[Asks(Scopes.Admin, OfWholeShop = true)]
internal sealed class PersonPage(StaffSessions sessions, Entrance entrance) : StaffPage
{
    [BindProperty]
    public string? RoleCode { get; set; }

    [BindProperty]
    public bool Whole { get; set; }

    [BindProperty]
    public List<string> Stores { get; set; } = [];

    public StaffRow Row { get; private set; } = new();

    public ReachChoice Reach { get; private set; } = ReachChoice.Empty;

    public int SessionCount { get; private set; }

    public bool HasSecondFactor { get; private set; }

    public ShownLink? Made { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id) =>
        await LoadAsync(id, isFresh: true) is { } missing ? await ToldAsync(missing) : Page();

    public Task<IActionResult> OnPostAsync(string id) => ChangeAsync(id, "person.reach_done", async (call, staff) =>
        ReachChoice.Read(RoleCode, Whole, Stores).TryGet(out var reach, out var refusal) ? await StaffDesk.ChangeReachAsync(call, staff, reach) : refusal);

    public Task<IActionResult> OnPostOffAsync(string id) => ChangeAsync(id, "person.off_done", StaffDesk.SwitchOffAsync);

    public Task<IActionResult> OnPostOnAsync(string id) => ChangeAsync(id, "person.on_done", StaffDesk.SwitchOnAsync);

    public Task<IActionResult> OnPostEndSessionsAsync(string id) => ChangeAsync(id, "person.sessions_done", StaffDesk.EndSessionsAsync);

    public Task<IActionResult> OnPostSecondFactorAsync(string id) => ChangeAsync(id, "person.factor_done", StaffDesk.ResetSecondFactorAsync);

    public async Task<IActionResult> OnPostLinkAsync(string id)
    {
        if (!(await Db.TryWriteAsync(async unit => PublicId.TryRead("stf", id, out var staff) ? await StaffDesk.LinkAsync(Desk(unit), staff) : Missing,
            Cancellation)).TryGet(out var link, out var refusal))
        {
            return await AgainAsync(id, refusal);
        }

        if (await LoadAsync(id, isFresh: true) is { } missing)
        {
            return await AgainAsync(id, missing);
        }

        Made = People.Shown(this, Row, link);
        return Page();
    }

    private async Task<IActionResult> ChangeAsync(string id, string said, Func<DeskCall, Guid, Task<Result<StaffRow>>> change)
    {
        if (!PublicId.TryRead("stf", id, out var staff))
        {
            return await AgainAsync(id, Missing);
        }

        if (!(await Db.TryWriteAsync(unit => change(Desk(unit), staff), Cancellation)).TryGet(out var row, out var refusal))
        {
            return await AgainAsync(id, refusal);
        }

        sessions.Forget();
        if (staff == Person.Id && row.IsActive)
        {
            await entrance.AgainAsync(HttpContext, staff);
        }

        // Whoever took her own role away may not look at this page any more.
        return staff == Person.Id && (row.Role != StaffRole.Owner || !row.IsActive)
            ? LocalRedirect("~/")
            : Done("/people/" + row.PublicId, WorkspaceModule.Words[said, ("name", row.Name)]);
    }

    private DeskCall Desk(DbUnit unit) => new(unit, Get<IAudit>(), Call.Caller.Actor, Call.Now);

    private static Refusal Missing => new(RefusalKind.Missing, "staff.not_found");

    private async Task<IActionResult> AgainAsync(string id, Refusal refusal)
    {
        if (await LoadAsync(id, isFresh: false) is not { } missing)
        {
            return Show(refusal);
        }

        return await ToldAsync(missing);
    }

    private async Task<IActionResult> ToldAsync(Refusal missing)
    {
        await Get<Problems>().WriteAsync(HttpContext, missing);
        return new EmptyResult();
    }

    private async Task<Refusal?> LoadAsync(string id, bool isFresh)
    {
        if (!PublicId.TryRead("stf", id, out var staff))
        {
            return Missing;
        }

        var (row, keys) = await Db.ReadAsync(async unit => (await unit.FindAsync<StaffRow>(StaffRow.FindSql, new { id = staff }),
            await StaffStore.ListPasskeysAsync(unit, staff)), Cancellation);
        if (row is null)
        {
            return Missing;
        }

        Row = row;
        var isSent = !isFresh && RoleCode is not null;
        Reach = await Db.ReadAsync(unit => ReachChoice.LoadAsync(unit, isSent ? RoleCode : row.RoleCode,
            isSent ? (Whole ? null : Stores) : StaffRow.StoresOf(row.Stores)?.ToList()), Cancellation);
        SessionCount = (await sessions.ListAsync(staff, Cancellation)).Count;
        HasSecondFactor = row.TwoFactor || keys.Count > 0;
        return null;
    }
}
