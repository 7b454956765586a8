using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Audit;
using Perennial.Workspace.Staff;

namespace Perennial.Workspace.Contract;

/// <summary>
/// People of the shop, for whoever has the machine: for a shop that has nobody yet, and for an owner who is locked out. Whoever reads the
/// database could do as much; here it is told in the audit.
/// </summary>
/// <param name="db">The shop's database.</param>
/// <param name="clock">The clock.</param>
public sealed class StaffFromMachine(Db db, TimeProvider clock)
{
    private const string Actor = "machine";
    private readonly IdSource ids = new(clock);

    // A chain of its own: that of a node is that node's.
    private readonly AuditChain audit = new("machine", new IdSource(clock));

    /// <summary>Somebody of the shop.</summary>
    /// <param name="Id">Her id, <c>stf_…</c>.</param>
    /// <param name="Name">Her name.</param>
    /// <param name="Email">Her address.</param>
    /// <param name="Role">Her role.</param>
    /// <param name="IsOff">Whether she is switched off.</param>
    /// <param name="HasCome">Whether she has a password.</param>
    /// <param name="HasSecondFactor">Whether signing in takes a code too.</param>
    public sealed record Person(string Id, string Name, string Email, StaffRole Role, bool IsOff, bool HasCome, bool HasSecondFactor);

    /// <summary>A link that was made.</summary>
    /// <param name="Path">Where it leads, behind the server's address; its secret stands behind <c>#</c>.</param>
    /// <param name="Expires">Until when it is good.</param>
    public sealed record Link(string Path, Instant Expires);

    /// <summary>Everybody.</summary>
    public async Task<IReadOnlyList<Person>> ListAsync(CancellationToken cancellation) =>
        [.. (await db.ReadAsync(unit => unit.QueryAsync<StaffRow>(StaffRow.ListSql), cancellation)).Select(Shown)];

    /// <summary>Adds somebody for the whole shop.</summary>
    /// <returns>Her link, or why she was not added: the name, the address, the role; or the shop is not set up.</returns>
    public Task<Result<Link>> InviteAsync(string name, string email, StaffRole role, CancellationToken cancellation) =>
        db.TryWriteAsync<Link>(async unit =>
            await unit.ValueAsync<long>("select count(*) from shop_settings") == 0 ? new Refusal(RefusalKind.Conflict, "setup.not_done")
            : (await StaffDesk.InviteAsync(Call(unit), ids, name, email, new Reach(role, null))).TryGet(out var invited, out var refusal)
                ? Shown(invited.Link)
                : refusal, cancellation);

    /// <summary>Makes a link by which she chooses a password, and lets her try at once; her second factor is taken away where that is asked.</summary>
    /// <param name="email">Her address.</param>
    /// <param name="withSecondFactor">Whether her second factor and passkeys go too, for an owner who lost them.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public Task<Result<Link>> ResetAsync(string email, bool withSecondFactor, CancellationToken cancellation) => OfAsync<Link>(email, async (call, id) =>
    {
        if (withSecondFactor && !(await StaffDesk.ResetSecondFactorAsync(call, id)).TryGet(out _, out var refusal))
        {
            return refusal;
        }

        await call.Unit.ExecuteAsync("update staff set failures = 0, locked_until = null where id = @id", new { id });
        return (await StaffDesk.LinkAsync(call, id)).TryGet(out var link, out refusal) ? Shown(link) : refusal;
    }, cancellation);

    /// <summary>Switches somebody off, or on again.</summary>
    public Task<Result<Person>> SwitchAsync(string email, bool isOn, CancellationToken cancellation) => OfAsync<Person>(email, async (call, id) =>
        (await (isOn ? StaffDesk.SwitchOnAsync(call, id) : StaffDesk.SwitchOffAsync(call, id))).TryGet(out var row, out var refusal) ? Shown(row) : refusal,
        cancellation);

    private Task<Result<T>> OfAsync<T>(string email, Func<DeskCall, Guid, Task<Result<T>>> work, CancellationToken cancellation) =>
        db.TryWriteAsync(async unit => await unit.FindAsync<StaffRow>(StaffRow.FindByEmailSql, new { key = StaffRow.KeyOf(email.Trim()) }) is { } person
            ? await work(Call(unit), person.Id)
            : new Refusal(RefusalKind.Missing, "staff.not_found"), cancellation);

    private DeskCall Call(DbUnit unit) => new(unit, audit, Actor, Instant.FromDateTimeOffset(clock.GetUtcNow()));

    private static Link Shown(MadeLink link) => new(link.Path, link.Expires);

    private static Person Shown(StaffRow row) => new(row.PublicId, row.Name, row.Email, row.Role, !row.IsActive, row.PasswordHash is not null, row.TwoFactor);
}
