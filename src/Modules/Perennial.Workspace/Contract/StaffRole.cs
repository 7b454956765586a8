using System.Collections.Frozen;

namespace Perennial.Workspace.Contract;

/// <summary>What somebody is in the shop; her role says what she may do.</summary>
public enum StaffRole
{
    /// <summary>Everything, people and keys among it.</summary>
    Owner,

    /// <summary>All of the daily work, but neither people nor keys nor settings.</summary>
    Manager,

    /// <summary>Looks at figures and customers, brings files in; changes nobody.</summary>
    Analyst,

    /// <summary>Figures and customers; may change customers.</summary>
    Marketer,

    /// <summary>At a till: orders and customers.</summary>
    Cashier,

    /// <summary>Answers customers: sees and changes them, sees their orders.</summary>
    Support,
}

/// <summary>What roles may do.</summary>
public static class StaffRoles
{
    private static readonly FrozenDictionary<StaffRole, FrozenSet<string>> Granted = new Dictionary<StaffRole, FrozenSet<string>>
    {
        [StaffRole.Owner] = Scopes.All,
        [StaffRole.Manager] = Set(Scopes.OrdersWrite, Scopes.OrdersRead, Scopes.CustomersWrite, Scopes.CustomersRead, Scopes.Privacy,
            Scopes.InsightsRead, Scopes.Imports),
        [StaffRole.Analyst] = Set(Scopes.OrdersRead, Scopes.CustomersRead, Scopes.InsightsRead, Scopes.Imports),
        [StaffRole.Marketer] = Set(Scopes.OrdersRead, Scopes.CustomersRead, Scopes.CustomersWrite, Scopes.InsightsRead),
        [StaffRole.Cashier] = Set(Scopes.OrdersRead, Scopes.OrdersWrite, Scopes.CustomersRead, Scopes.CustomersWrite),
        [StaffRole.Support] = Set(Scopes.OrdersRead, Scopes.CustomersRead, Scopes.CustomersWrite),
    }.ToFrozenDictionary();

    /// <summary>All roles, the widest first.</summary>
    public static IReadOnlyList<StaffRole> All { get; } = Enum.GetValues<StaffRole>();

    /// <summary>What a role may do, as scopes.</summary>
    public static IReadOnlySet<string> ScopesOf(StaffRole role) => Granted[role];

    private static FrozenSet<string> Set(params string[] scopes) => scopes.ToFrozenSet(StringComparer.Ordinal);
}
