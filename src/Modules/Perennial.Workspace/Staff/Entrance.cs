using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Workspace.Staff;

/// <summary>How a try to come in ended.</summary>
internal enum EntryOutcome
{
    /// <summary>She is in.</summary>
    In,

    /// <summary>Her password is right; her authenticator's code is wanted.</summary>
    CodeWanted,

    /// <summary>Not. Whether for the address, the password or too many tries is not told.</summary>
    Refused,
}

/// <summary>
/// Lets people in. A try is counted and written down before anything is looked at, so that many tries at once are as many; and it takes
/// the same work whether the address is known or not. Too many tries lock the person for a while; not in browsers that she came in by before.
/// </summary>
internal sealed class Entrance(
    Db db, IPasswordHasher<StaffRow> hasher, HashOfNobody unknown, KnownBrowsers browsers, StaffSecrets secrets, OneTimeCodes codes,
    StaffSessions sessions, AccessLog log, TimeProvider clock)
{
    private const string StampClaim = "stamp";

    /// <summary>Tries without success after which somebody has to wait.</summary>
    public const int TriesMax = 5;

    private static readonly Duration LockedFor = Duration.FromMinutes(5);

    /// <summary>How long a code is waited for.</summary>
    public static readonly TimeSpan CodeWait = TimeSpan.FromMinutes(5);

    private static readonly StaffRow Nobody = new();

    private readonly record struct Try(Guid Row, bool IsAllowed, bool IsCounted);

    /// <summary>By address and password.</summary>
    public async Task<EntryOutcome> ByPasswordAsync(HttpContext http, string? email, string? password)
    {
        var key = StaffRow.KeyOf(email?.Trim() ?? "");
        var person = await db.ReadAsync(unit => unit.FindAsync<StaffRow>(StaffRow.FindByEmailSql, new { key }), http.RequestAborted);
        var hash = person is { IsActive: true, PasswordHash: { } known } ? known : null;
        var attempt = await BeginAsync(http, person);
        var nobodys = unknown.Value;
        var fits = hasher.VerifyHashedPassword(person ?? Nobody, hash ?? nobodys, password ?? "") != PasswordVerificationResult.Failed;
        if (person is null || hash is null || !fits || !attempt.IsAllowed)
        {
            return EntryOutcome.Refused;
        }

        if (!person.TwoFactor)
        {
            await LetInAsync(http, attempt, person);
            return EntryOutcome.In;
        }

        await db.WriteAsync(async unit =>
        {
            await AccessLog.TurnAsync(unit, attempt.Row, AccessKind.Half);
            await ForgiveAsync(http, unit, attempt, person);
        }, http.RequestAborted);
        await http.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, person.Id.ToString("D", CultureInfo.InvariantCulture)), new Claim(StampClaim, person.Stamp)],
            IdentityConstants.TwoFactorUserIdScheme)));
        return EntryOutcome.CodeWanted;
    }

    /// <summary>By the code of her authenticator, or by one of those for the day it is lost, after her password.</summary>
    public async Task<EntryOutcome> ByCodeAsync(HttpContext http, string? code, bool isRecovery)
    {
        if (await WaitingAsync(http) is not { } person || await BeginAsync(http, person) is not { IsAllowed: true } attempt)
        {
            return EntryOutcome.Refused;
        }

        if (!(isRecovery ? await UseUpAsync(person.Id, code, http.RequestAborted) : await codes.TakeAsync(person, code, http.RequestAborted)))
        {
            return EntryOutcome.Refused;
        }

        await http.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        await LetInAsync(http, attempt, person);
        return EntryOutcome.In;
    }

    /// <summary>Who gave her password and still owes a code; null for nobody.</summary>
    public async Task<StaffRow?> WaitingAsync(HttpContext http)
    {
        var waits = (await http.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme)).Principal;
        return Guid.TryParse(waits?.FindFirstValue(ClaimTypes.Name), out var id) &&
            await db.ReadAsync(unit => unit.FindAsync<StaffRow>(StaffRow.FindSql, new { id }), http.RequestAborted) is
                { IsActive: true, TwoFactor: true } person && person.Stamp == waits.FindFirstValue(StampClaim) ? person : null;
    }

    /// <summary>By a passkey that was checked already.</summary>
    public async Task<EntryOutcome> ByPasskeyAsync(HttpContext http, StaffRow? person)
    {
        if (person is not { IsActive: true })
        {
            await log.AddAsync(http, AccessKind.Refused, person?.Id);
            return EntryOutcome.Refused;
        }

        await LetInAsync(http, new Try(await db.WriteAsync(unit => log.AddAsync(unit, http, AccessKind.In, person.Id),
            http.RequestAborted), IsAllowed: true, IsCounted: true), person);
        return EntryOutcome.In;
    }

    /// <summary>Whether somebody who is in knows her password: asked before what would let others in is changed. Tries are counted here
    /// too.</summary>
    public async Task<bool> KnowsPasswordAsync(HttpContext http, Guid staff, string? password)
    {
        var person = await db.ReadAsync(unit => unit.FindAsync<StaffRow>(StaffRow.FindSql, new { id = staff }), http.RequestAborted);
        var attempt = await BeginAsync(http, person);
        if (!attempt.IsAllowed || person is not { IsActive: true, PasswordHash: { } hash } ||
            hasher.VerifyHashedPassword(person, hash, password ?? "") == PasswordVerificationResult.Failed)
        {
            return false;
        }

        await db.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync("delete from staff_access where id = @row", new { row = attempt.Row });
            await ForgiveAsync(http, unit, attempt, person);
        }, http.RequestAborted);
        return true;
    }

    /// <summary>Gives somebody who is in another session, after a change that ended those she had.</summary>
    public async Task AgainAsync(HttpContext http, Guid staff)
    {
        sessions.Forget();
        await sessions.OpenAsync(http, staff);
        if (await db.ReadAsync(unit => unit.FindAsync<StaffRow>(StaffRow.FindSql, new { id = staff }), http.RequestAborted) is { } person)
        {
            browsers.Keep(http, person);
        }
    }

    private async Task LetInAsync(HttpContext http, Try attempt, StaffRow person)
    {
        await db.WriteAsync(async unit =>
        {
            await AccessLog.TurnAsync(unit, attempt.Row, AccessKind.In);
            if (attempt.IsCounted)
            {
                await unit.ExecuteAsync("update staff set failures = 0, locked_until = null where id = @id", new { id = person.Id });
            }
        }, http.RequestAborted);
        browsers.Forgive(http, person);
        browsers.Keep(http, person);
        await sessions.OpenAsync(http, person.Id);
        ReaderLanguage.Keep(http, person.Language);
    }

    // For an address that nobody has the same statements are run, with an id that nobody has.
    private Task<Try> BeginAsync(HttpContext http, StaffRow? person)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var (staff, isKnown) = (person?.Id, person is not null && browsers.TakeTry(http, person));
        return db.WriteAsync(async unit =>
        {
            var isOpen = isKnown || await unit.ExecuteAsync(CountSql, new
            {
                id = staff ?? Guid.Empty, now = Micros.Of(now), until = Micros.Of(now + LockedFor), max = TriesMax,
            }) > 0;
            return new Try(await log.AddAsync(unit, http, isOpen || staff is null ? AccessKind.Refused : AccessKind.Locked, staff), isOpen,
                IsCounted: !isKnown);
        }, http.RequestAborted);
    }

    // A try that had success is none.
    private Task ForgiveAsync(HttpContext http, DbUnit unit, Try attempt, StaffRow person)
    {
        browsers.Forgive(http, person);
        return attempt.IsCounted ? unit.ExecuteAsync(BackSql, new { id = person.Id, max = TriesMax }) : Task.CompletedTask;
    }

    private Task<bool> UseUpAsync(Guid staff, string? code, CancellationToken cancellation) => db.WriteAsync(async unit =>
        await unit.FindAsync<StaffRow>(StaffRow.LockSql, new { id = staff }) is { } person &&
        StaffSecrets.Without(secrets.OpenCodes(person), code ?? "") is { } left &&
        await unit.ExecuteAsync("update staff set recovery = @left where id = @staff", new { left = secrets.SealCodes(staff, left),
            staff }) > 0, cancellation);

    // The last try that is free locks at once; it is taken back where it has success.
    private const string CountSql = """
        update staff set failures = case when failures + 1 >= @max then 0 else failures + 1 end,
            locked_until = case when failures + 1 >= @max then @until else null end
        where id = @id and (locked_until is null or locked_until <= @now)
        """;

    private const string BackSql = """
        update staff set failures = case when locked_until is not null then @max - 1 when failures > 0 then failures - 1 else 0 end,
            locked_until = null
        where id = @id
        """;
}
