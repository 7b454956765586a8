using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Stores;

namespace Perennial.Workspace.Staff;

/// <summary>Something that is being done to people of the shop.</summary>
/// <param name="Unit">The unit of work.</param>
/// <param name="Audit">Where it is told.</param>
/// <param name="Actor">Who does it.</param>
/// <param name="Now">The time at hand.</param>
internal sealed record DeskCall(DbUnit Unit, IAudit Audit, string Actor, Instant Now);

/// <summary>What somebody may: a role, and the stores that she is limited to.</summary>
/// <param name="Role">The role.</param>
/// <param name="Stores">Codes of stores; null for the whole shop.</param>
internal sealed record Reach(StaffRole Role, IReadOnlyCollection<string>? Stores)
{
    private const int StoresMax = 1_000;

    /// <summary>What is wrong with it, under the names of a form's fields.</summary>
    public IEnumerable<FieldProblem> Problems()
    {
        if (Stores is { Count: 0 or > StoresMax } || Stores?.Any(s => !PlaceBody.IsCode(s) || s.Contains('\n', StringComparison.Ordinal)) == true)
        {
            yield return new FieldProblem("Stores", "staff.stores_wanted");
        }
        else if (Role == StaffRole.Owner && Stores is not null)
        {
            yield return new FieldProblem("Stores", "staff.owner_of_all");
        }
    }
}

/// <summary>
/// Who works in the shop: invited, given another role, switched off and on again, given a link for a new password. Each is one unit, and
/// told in the audit. The shop keeps an owner who can sign in.
/// </summary>
internal static class StaffDesk
{
    /// <summary>Adds somebody who has no password yet, and makes her link.</summary>
    public static async Task<Result<(StaffRow Person, MadeLink Link)>> InviteAsync(DeskCall call, IdSource ids, string? name, string? email, Reach reach)
    {
        if ((FieldProblem[])[.. StaffRules.OfName(name), .. StaffRules.OfEmail(email), .. reach.Problems()] is { Length: > 0 } problems)
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems };
        }

        var person = new StaffRow
        {
            Id = ids.New(), Name = name!.Trim(), Email = email!.Trim(), EmailKey = StaffRow.KeyOf(email.Trim()),
            RoleCode = StaffRow.CodeOf(reach.Role), Stores = StaffRow.KeptStores(reach.Stores), Stamp = StaffRow.NewStamp(),
            Created = Micros.Of(call.Now),
        };
        if (await call.Unit.ExecuteAsync(StaffRow.AddSql, person) == 0)
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = [new FieldProblem("Email", "staff.email_taken")] };
        }

        await call.Audit.AddAsync(call.Unit, new AuditEntry(call.Actor, "staff.invited", person.PublicId), call.Now);
        return (person, await StaffLinks.MakeAsync(call.Unit, person.Id, LinkPurpose.Invitation, call.Actor, call.Now));
    }

    /// <summary>Makes a link by which she chooses a password: her first, or another. Her second factor stays.</summary>
    public static async Task<Result<MadeLink>> LinkAsync(DeskCall call, Guid id)
    {
        if (await call.Unit.FindAsync<StaffRow>(StaffRow.LockSql, new { id }) is not { } person)
        {
            return Missing;
        }

        if (!person.IsActive)
        {
            return new Refusal(RefusalKind.Conflict, "staff.is_off");
        }

        var purpose = person.PasswordHash is null ? LinkPurpose.Invitation : LinkPurpose.Reset;
        await call.Audit.AddAsync(call.Unit, new AuditEntry(call.Actor, "staff.link_made", person.PublicId), call.Now);
        return await StaffLinks.MakeAsync(call.Unit, id, purpose, call.Actor, call.Now);
    }

    /// <summary>Gives her another role or other stores; her sessions end.</summary>
    public static async Task<Result<StaffRow>> ChangeReachAsync(DeskCall call, Guid id, Reach reach)
    {
        if (reach.Problems().ToList() is { Count: > 0 } problems)
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems };
        }

        if (!(await HoldAsync(call, id, keepsOwner: reach.Role == StaffRole.Owner)).TryGet(out var person, out var refusal))
        {
            return refusal;
        }

        (person.RoleCode, person.Stores, person.Stamp) = (StaffRow.CodeOf(reach.Role), StaffRow.KeptStores(reach.Stores), StaffRow.NewStamp());
        await call.Audit.AddAsync(call.Unit, new AuditEntry(call.Actor, "staff.role_changed", person.PublicId), call.Now);
        return await KeepAsync(call, person);
    }

    /// <summary>Switches her off: sessions and links end, nothing of hers lets her in.</summary>
    public static async Task<Result<StaffRow>> SwitchOffAsync(DeskCall call, Guid id)
    {
        if (!(await HoldAsync(call, id, keepsOwner: false)).TryGet(out var person, out var refusal))
        {
            return refusal;
        }

        (person.Disabled, person.Stamp) = (Micros.Of(call.Now), StaffRow.NewStamp());
        await StaffLinks.EndAsync(call.Unit, id);
        await call.Audit.AddAsync(call.Unit, new AuditEntry(call.Actor, "staff.switched_off", person.PublicId), call.Now);
        return await KeepAsync(call, person);
    }

    /// <summary>Switches her on again.</summary>
    public static async Task<Result<StaffRow>> SwitchOnAsync(DeskCall call, Guid id)
    {
        if (!(await HoldAsync(call, id, keepsOwner: true)).TryGet(out var person, out var refusal))
        {
            return refusal;
        }

        person.Disabled = null;
        await call.Audit.AddAsync(call.Unit, new AuditEntry(call.Actor, "staff.switched_on", person.PublicId), call.Now);
        return await KeepAsync(call, person);
    }

    /// <summary>Ends all her sessions.</summary>
    public static async Task<Result<StaffRow>> EndSessionsAsync(DeskCall call, Guid id)
    {
        if (!(await HoldAsync(call, id, keepsOwner: true)).TryGet(out var person, out var refusal))
        {
            return refusal;
        }

        person.Stamp = StaffRow.NewStamp();
        await StaffSessions.EndAllAsync(call.Unit, id, but: null);
        await call.Audit.AddAsync(call.Unit, new AuditEntry(call.Actor, "staff.sessions_ended", person.PublicId), call.Now);
        return await KeepAsync(call, person);
    }

    /// <summary>Takes her second factor and her passkeys away, for whoever lost them; her sessions end.</summary>
    public static async Task<Result<StaffRow>> ResetSecondFactorAsync(DeskCall call, Guid id)
    {
        if (!(await HoldAsync(call, id, keepsOwner: true)).TryGet(out var person, out var refusal))
        {
            return refusal;
        }

        (person.TwoFactor, person.Authenticator, person.Recovery, person.Stamp) = (false, null, null, StaffRow.NewStamp());
        await call.Unit.ExecuteAsync("delete from staff_passkeys where staff_id = @id", new { id });
        await call.Audit.AddAsync(call.Unit, new AuditEntry(call.Actor, "staff.second_factor_reset", person.PublicId), call.Now);
        return await KeepAsync(call, person);
    }

    // Owners first, in the order of their ids: two who take each other's role away wait for one another.
    private static async Task<Result<StaffRow>> HoldAsync(DeskCall call, Guid id, bool keepsOwner)
    {
        var owners = keepsOwner ? [] : await call.Unit.QueryAsync<Guid>(OwnersSql);
        return await call.Unit.FindAsync<StaffRow>(StaffRow.LockSql, new { id }) is not { } person ? Missing
            : !keepsOwner && person.Role == StaffRole.Owner && owners.All(o => o == id) ? new Refusal(RefusalKind.Conflict, "staff.last_owner")
            : person;
    }

    private static async Task<Result<StaffRow>> KeepAsync(DeskCall call, StaffRow person) =>
        await call.Unit.ExecuteAsync(StaffRow.ChangeSql, person) > 0 ? person : new Refusal(RefusalKind.Conflict, "request.changed_meanwhile");

    private static Refusal Missing => new(RefusalKind.Missing, "staff.not_found");

    private const string OwnersSql = """
        select id from staff where role = 'owner' and disabled is null and password_hash is not null order by id {{for_update}}
        """;
}
