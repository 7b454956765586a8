using Microsoft.AspNetCore.Mvc;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Ui;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Workspace.Staff;

/// <summary>
/// Sets up an authenticator, takes it away, and makes the codes for the day it is lost. Her password is asked for; the key is shown
/// until a code proves that it arrived, the codes once.
/// </summary>
[Asks]
internal sealed class SecondFactor(Entrance entrance, StaffSecrets secrets, OneTimeCodes authenticator) : StaffPage
{
    public const string Path = "/me/second-factor";

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Given { get; set; }

    public bool IsOn { get; private set; }

    public int CodesLeft { get; private set; }

    /// <summary>The key being set up, in groups of four; null where none is.</summary>
    public string? Secret { get; private set; }

    /// <summary>The same as a picture to scan.</summary>
    public Html Code { get; private set; }

    public IReadOnlyList<string> Codes { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        Tell(await FindAsync());
        return Page();
    }

    public async Task<IActionResult> OnPostBeginAsync()
    {
        if (!await entrance.KnowsPasswordAsync(HttpContext, Person.Id, Password))
        {
            return await AgainAsync(Me.WrongPassword(nameof(Password)));
        }

        await ChangeAsync(async (unit, person) =>
        {
            if (!person.TwoFactor)
            {
                person.Authenticator = secrets.SealKey(person.Id, OneTimeCodes.NewKey());
                await unit.ExecuteAsync(StaffRow.ChangeSql, person);
            }
        });
        return LocalRedirect("~" + Path);
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        if (await FindAsync() is not { TwoFactor: false } waiting || !await authenticator.TakeAsync(waiting, Given, Cancellation))
        {
            ModelState.Remove(nameof(Given));
            return await AgainAsync(new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = [new FieldProblem(nameof(Given), "factor.code_wrong")] });
        }

        return await WithCodesAsync(async (unit, person) =>
        {
            (person.TwoFactor, person.Stamp) = (true, StaffRow.NewStamp());
            await Get<IAudit>().AddAsync(unit, new AuditEntry(Call.Caller.Actor, "staff.second_factor_set", person.PublicId), Call.Now);
        });
    }

    public async Task<IActionResult> OnPostNewCodesAsync() => await entrance.KnowsPasswordAsync(HttpContext, Person.Id, Password)
        ? await WithCodesAsync((unit, person) =>
            Get<IAudit>().AddAsync(unit, new AuditEntry(Call.Caller.Actor, "staff.codes_renewed", person.PublicId), Call.Now))
        : await AgainAsync(Me.WrongPassword(nameof(Password)));

    public async Task<IActionResult> OnPostOffAsync()
    {
        if (!await entrance.KnowsPasswordAsync(HttpContext, Person.Id, Password))
        {
            return await AgainAsync(Me.WrongPassword(nameof(Password)));
        }

        await ChangeAsync(async (unit, person) =>
        {
            (person.TwoFactor, person.Authenticator, person.Recovery, person.Stamp) = (false, null, null, StaffRow.NewStamp());
            await Get<IAudit>().AddAsync(unit, new AuditEntry(Call.Caller.Actor, "staff.second_factor_off", person.PublicId), Call.Now);
            await unit.ExecuteAsync(StaffRow.ChangeSql, person);
        });
        await entrance.AgainAsync(HttpContext, Person.Id);
        return Done(Me.Path, WorkspaceModule.Words["factor.off_done"]);
    }

    private async Task<IActionResult> WithCodesAsync(Func<DbUnit, StaffRow, Task> change)
    {
        Codes = StaffSecrets.NewCodes();
        await ChangeAsync(async (unit, person) =>
        {
            await change(unit, person);
            person.Recovery = secrets.SealCodes(person.Id, Codes);
            await unit.ExecuteAsync(StaffRow.ChangeSql, person);
        });
        await entrance.AgainAsync(HttpContext, Person.Id);
        return Page();
    }

    private Task ChangeAsync(Func<DbUnit, StaffRow, Task> change) => Db.WriteAsync(async unit => await change(unit,
        await unit.FindAsync<StaffRow>(StaffRow.LockSql, new { id = Person.Id }) ?? throw new InvalidOperationException("She is gone.")), Cancellation);

    private Task<StaffRow?> FindAsync() => Db.ReadAsync(unit => unit.FindAsync<StaffRow>(StaffRow.FindSql, new { id = Person.Id }), Cancellation);

    private async Task<IActionResult> AgainAsync(Refusal refusal)
    {
        Tell(await FindAsync());
        return Show(refusal);
    }

    private void Tell(StaffRow? person)
    {
        if (person is null)
        {
            return;
        }

        (IsOn, CodesLeft) = (person.TwoFactor, person.TwoFactor ? secrets.OpenCodes(person).Count : 0);
        if (!IsOn && secrets.OpenKey(person) is { } key)
        {
            Secret = string.Join(' ', key.Chunk(4).Select(c => new string(c)));
            Code = QrPicture.Of(OtpAddress(key, person.Email), WorkspaceModule.Words["factor.picture"]);
        }
    }

    // What authenticators read: the names are shown in their list.
    private string OtpAddress(string key, string email)
    {
        var shop = Uri.EscapeDataString(Get<IShopSettings>().Latest?.Name ?? "");
        return $"otpauth://totp/{shop}:{Uri.EscapeDataString(email)}?secret={key}&issuer={shop}";
    }
}
