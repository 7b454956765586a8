using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Keys;

namespace Perennial.Workspace.Staff;

/// <summary>How a person gets a password: by a link, or with the one that she has. All her sessions end with it.</summary>
internal static class PasswordChoice
{
    /// <summary>By a link, which is used up.</summary>
    public static async Task<Result<StaffRow>> ByLinkAsync(StaffPage page, LinkPurpose purpose, string? token, string? password,
        IPasswordHasher<StaffRow> hasher, FailedCalls failed)
    {
        var (http, services) = (page.HttpContext, page.HttpContext.RequestServices);
        var address = http.Connection.RemoteIpAddress;
        if (failed.IsOver(address, out _))
        {
            return new Refusal(RefusalKind.TooMany, "request.too_many");
        }

        var now = Instant.FromDateTimeOffset(services.GetRequiredService<TimeProvider>().GetUtcNow());
        var (db, audit) = (services.GetRequiredService<Db>(), services.GetRequiredService<IAudit>());
        var done = await db.TryWriteAsync<StaffRow>(async unit =>
        {
            if (await StaffLinks.FindAsync(unit, purpose, token, now) is not { } person)
            {
                return new Refusal(RefusalKind.Invalid, "link.gone");
            }

            if (Wrong(password, person) is { } refusal)
            {
                return refusal;
            }

            if (!await StaffLinks.UseUpAsync(unit, person.Id, token))
            {
                return new Refusal(RefusalKind.Invalid, "link.gone");
            }

            await audit.AddAsync(unit, purpose == LinkPurpose.Invitation
                ? new AuditEntry(person.PublicId, "staff.joined", person.PublicId)
                : new AuditEntry(person.PublicId, "staff.password_reset", person.PublicId), now);
            await SetAsync(unit, person, password!, hasher);
            return person;
        }, http.RequestAborted);
        if (done.Refusal?.Code == "link.gone")
        {
            failed.Count(address, "link.gone", http.Request.Path);
        }

        return done;
    }

    /// <summary>With the password that she has, which was checked before.</summary>
    public static async Task<Result<StaffRow>> ByHerselfAsync(DeskCall call, Guid id, string? password, IPasswordHasher<StaffRow> hasher)
    {
        var person = await call.Unit.FindAsync<StaffRow>(StaffRow.LockSql, new { id });
        if (person is null)
        {
            return new Refusal(RefusalKind.Missing, "staff.not_found");
        }

        if (Wrong(password, person) is { } refusal)
        {
            return refusal;
        }

        await StaffLinks.EndAsync(call.Unit, id);
        await call.Audit.AddAsync(call.Unit, new AuditEntry(call.Actor, "staff.password_changed", person.PublicId), call.Now);
        await SetAsync(call.Unit, person, password!, hasher);
        return person;
    }

    private static Refusal? Wrong(string? password, StaffRow person) =>
        StaffRules.OfPassword(password, person.Email).ToList() is { Count: > 0 } problems
            ? new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems }
            : null;

    private static async Task SetAsync(DbUnit unit, StaffRow person, string password, IPasswordHasher<StaffRow> hasher)
    {
        (person.PasswordHash, person.Stamp) = (hasher.HashPassword(person, password), StaffRow.NewStamp());
        await unit.ExecuteAsync(StaffRow.ChangeSql, person);
        await unit.ExecuteAsync("update staff set failures = 0, locked_until = null where id = @id", new { id = person.Id });
        await StaffSessions.EndAllAsync(unit, person.Id, but: null);
    }
}
