using Microsoft.AspNetCore.Mvc.Rendering;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Staff;

/// <summary>Role and stores as a form offers them.</summary>
/// <param name="Roles">All roles.</param>
/// <param name="Stores">Stores of the shop, those ticked that were.</param>
/// <param name="IsWhole">Whether it is the whole shop.</param>
internal sealed record ReachChoice(IReadOnlyList<SelectListItem> Roles, IReadOnlyList<SelectListItem> Stores, bool IsWhole)
{
    private const int StoresMax = 1_000;

    public static ReachChoice Empty { get; } = new([], [], true);

    /// <summary>What there is to choose.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="role">The role that is chosen.</param>
    /// <param name="stores">Stores that are ticked; null for the whole shop.</param>
    public static async Task<ReachChoice> LoadAsync(DbUnit unit, string? role, IReadOnlyCollection<string>? stores)
    {
        var known = await unit.QueryAsync<(string Code, string Name)>(StoresSql, new { no = false, max = StoresMax });
        var others = (stores ?? []).Where(s => known.All(k => k.Code != s)).Select(s => (Code: s, Name: s));
        return new ReachChoice(
            [.. StaffRoles.All.Select(r => new SelectListItem(RoleName(r), StaffRow.CodeOf(r), StaffRow.CodeOf(r) == role))],
            [.. known.Concat(others).Select(k => new SelectListItem(k.Name, k.Code, stores?.Contains(k.Code, StringComparer.Ordinal) == true))], stores is null);
    }

    /// <summary>What was sent; a role that there is not is refused.</summary>
    public static Result<Reach> Read(string? role, bool isWhole, IReadOnlyCollection<string> stores) =>
        StaffRoles.All.Where(r => StaffRow.CodeOf(r) == role).Select(r => (StaffRole?)r).FirstOrDefault() is { } known
            ? new Reach(known, isWhole ? null : stores)
            : new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = [new FieldProblem("RoleCode", "staff.role_unknown")] };

    /// <summary>A role's name in the language at hand.</summary>
    public static string RoleName(StaffRole role) => WorkspaceModule.Words["role." + StaffRow.CodeOf(role)];

    private const string StoresSql = "select code as Code, name as Name from places where kind = 'store' and archived = @no order by name, code limit @max";
}

/// <summary>A link as it is told, once.</summary>
/// <param name="Name">Whom it is for.</param>
/// <param name="Address">The link.</param>
/// <param name="Expires">Until when it is good.</param>
internal sealed record ShownLink(string Name, string Address, string Expires);
