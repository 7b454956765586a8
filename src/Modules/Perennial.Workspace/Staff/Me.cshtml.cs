using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Perennial.Kernel;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Workspace.Staff;

/// <summary>Her own account: name and language, password, second factor, passkeys, and the browsers in which she is signed in.</summary>
[Asks]
internal sealed class Me(
    Entrance entrance, StaffSessions sessions, SignInManager<StaffRow> passkeys, UserManager<StaffRow> people, IPasswordHasher<StaffRow> hasher) : StaffPage
{
    public const string Path = "/me";
    private const int PasskeysMax = 20;
    private const int PasskeyNameCharactersMax = 100;

    public sealed record ShownPasskey(string Key, string Name, string? Made);

    public sealed record ShownSession(string Id, string Browser, string Began, string Seen, bool IsThis);

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Speaks { get; set; }

    [BindProperty]
    public string? Old { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Confirm { get; set; }

    [BindProperty]
    public string? PasskeyName { get; set; }

    [BindProperty]
    public string? Credential { get; set; }

    [BindProperty]
    public string? Key { get; set; }

    [BindProperty]
    public string? Session { get; set; }

    public string Email { get; private set; } = "";

    public bool HasSecondFactor { get; private set; }

    public IReadOnlyList<ShownPasskey> Passkeys { get; private set; } = [];

    public ListTable Sessions { get; private set; } = new("", [], []);

    public IReadOnlyList<ShownSession> Others { get; private set; } = [];

    public bool TakesPasskeys => PasskeyPlace.IsOne(HttpContext) && Passkeys.Count < PasskeysMax;

    public IEnumerable<SelectListItem> Languages => Language.All.Select(l => new SelectListItem(l.Culture.NativeName, l.Code));

    private static WordBook Words => WorkspaceModule.Words;

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync(isFresh: true);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var problems = StaffRules.OfName(Name).ToList();
        if (Language.All.All(l => l.Code != Speaks))
        {
            problems.Add(new FieldProblem(nameof(Speaks), "settings.language_unknown"));
        }

        if (problems.Count > 0)
        {
            return await AgainAsync(new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems });
        }

        await Db.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync("update staff set name = @name, language = @language, version = version + 1 where id = @id",
                new { name = Name!.Trim(), language = Speaks, id = Person.Id });
            await Get<IAudit>().AddAsync(unit, new AuditEntry(Call.Caller.Actor, "staff.changed", Person.PublicId), Call.Now);
        }, Cancellation);
        sessions.Forget();
        ReaderLanguage.Keep(HttpContext, Speaks);
        return Done(Path, Words["me.saved"]);
    }

    public async Task<IActionResult> OnPostPasswordAsync()
    {
        if (!await entrance.KnowsPasswordAsync(HttpContext, Person.Id, Old))
        {
            return await AgainAsync(WrongPassword(nameof(Old)));
        }

        var changed = await Db.TryWriteAsync(unit => PasswordChoice.ByHerselfAsync(Desk(unit), Person.Id, Password, hasher), Cancellation);
        if (!changed.TryGet(out _, out var refusal))
        {
            return await AgainAsync(refusal);
        }

        await entrance.AgainAsync(HttpContext, Person.Id);
        return Done(Path, Words["me.password_done"]);
    }

    /// <summary>What a browser makes a passkey by; her password is asked for before.</summary>
    public async Task<IActionResult> OnPostPasskeyOptionsAsync()
    {
        await LoadAsync(isFresh: false);
        if (!TakesPasskeys || !await entrance.KnowsPasswordAsync(HttpContext, Person.Id, Confirm))
        {
            return StatusCode(StatusCodes.Status422UnprocessableEntity);
        }

        var options = await passkeys.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity
        {
            Id = Person.Id.ToString("D"), Name = Email, DisplayName = Person.Name,
        });
        return Content(options, "application/json");
    }

    public async Task<IActionResult> OnPostPasskeyAsync()
    {
        // What is typed beside a finger is not worth a refusal.
        var name = string.IsNullOrWhiteSpace(PasskeyName) ? ShownTime.Browser(StaffSessions.Agent(HttpContext)) : PasskeyName.Trim();
        name = name.Length > PasskeyNameCharactersMax ? name[..PasskeyNameCharactersMax] : name;
        if (await people.FindByIdAsync(Person.Id.ToString("D")) is not { } person ||
            await PasskeyPlace.MadeAsync(passkeys, Credential, Person.Id.ToString("D")) is not { } made)
        {
            return await AgainAsync(new Refusal(RefusalKind.Invalid, "passkey.failed"));
        }

        made.Name = name;
        await people.AddOrUpdatePasskeyAsync(person, made);
        await Db.WriteAsync(unit => Get<IAudit>().AddAsync(unit,
            new AuditEntry(Call.Caller.Actor, "staff.passkey_added", Person.PublicId), Call.Now), Cancellation);
        return Done(Path, Words["passkey.added"]);
    }

    public async Task<IActionResult> OnPostRemovePasskeyAsync()
    {
        await Db.WriteAsync(async unit =>
        {
            if (await unit.ExecuteAsync("delete from staff_passkeys where credential_key = @key and staff_id = @staff", new { key = Key ?? "", staff = Person.Id }) > 0)
            {
                await Get<IAudit>().AddAsync(unit, new AuditEntry(Call.Caller.Actor, "staff.passkey_removed", Person.PublicId), Call.Now);
            }
        }, Cancellation);
        return Done(Path, Words["passkey.removed"]);
    }

    public async Task<IActionResult> OnPostEndAsync()
    {
        if (PublicId.TryRead("ses", Session, out var session))
        {
            await Db.WriteAsync(unit => StaffSessions.EndOneAsync(unit, Person.Id, session), Cancellation);
            sessions.Forget();
        }

        return Done(Path, Words["session.ended"]);
    }

    public async Task<IActionResult> OnPostEndOthersAsync()
    {
        await Db.WriteAsync(async unit =>
        {
            await StaffSessions.EndAllAsync(unit, Person.Id, Person.Session);
            await Get<IAudit>().AddAsync(unit, new AuditEntry(Call.Caller.Actor, "staff.sessions_ended", Person.PublicId), Call.Now);
        }, Cancellation);
        sessions.Forget();
        return Done(Path, Words["session.ended"]);
    }

    internal static Refusal WrongPassword(string field) =>
        new(RefusalKind.Invalid, "request.invalid") { Fields = [new FieldProblem(field, "me.password_wrong")] };

    private DeskCall Desk(Kernel.Data.DbUnit unit) => new(unit, Get<IAudit>(), Call.Caller.Actor, Call.Now);

    private async Task<IActionResult> AgainAsync(Refusal refusal)
    {
        await LoadAsync(isFresh: false);
        return Show(refusal);
    }

    private async Task LoadAsync(bool isFresh)
    {
        var shop = Get<IShopSettings>().Latest;
        var (row, keys) = await Db.ReadAsync(async unit => (await unit.FindAsync<StaffRow>(StaffRow.FindSql, new { id = Person.Id }),
            await StaffStore.ListPasskeysAsync(unit, Person.Id)), Cancellation);
        (Email, HasSecondFactor) = (row?.Email ?? "", row?.TwoFactor == true);
        Name = isFresh ? row?.Name : Name ?? row?.Name;
        Speaks = (isFresh ? null : Speaks) ?? row?.Language ?? Language.Current.Code;
        Passkeys = [.. keys.Select(k => new ShownPasskey(k.CredentialKey, k.Name, ShownTime.Of(k.Created, shop)))];
        List<ShownSession> open = [.. (await sessions.ListAsync(Person.Id, Cancellation)).Select(s => new ShownSession(
            PublicId.Write("ses", s.Id), ShownTime.Browser(s.Agent), ShownTime.Of(s.Began, shop), ShownTime.Of(s.Seen, shop), s.Id == Person.Session))];
        Others = [.. open.Where(s => !s.IsThis)];
        Sessions = new ListTable(Words["session.title"],
            [new("browser", Words["session.browser"]), new("began", Words["session.began"]), new("seen", Words["session.seen"])],
            [.. open.Select(s => new ListRow([
                s.IsThis ? Html.Of($"{s.Browser} <span class=\"badge\">{Words["session.this"]}</span>") : Html.Text(s.Browser),
                Html.Text(s.Began), Html.Text(s.Seen)]))]);
    }
}
