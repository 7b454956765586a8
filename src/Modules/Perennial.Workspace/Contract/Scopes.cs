using System.Collections.Frozen;

namespace Perennial.Workspace.Contract;

/// <summary>What a key of a program may do; a key has those that were given to it and no other.</summary>
public static class Scopes
{
    /// <summary>Send orders, returns, shipments, products, events of customers.</summary>
    public const string OrdersWrite = "orders:write";

    /// <summary>Read them.</summary>
    public const string OrdersRead = "orders:read";

    /// <summary>Change customers, merge them, record consents.</summary>
    public const string CustomersWrite = "customers:write";

    /// <summary>Read and search customers.</summary>
    public const string CustomersRead = "customers:read";

    /// <summary>Export and erase a person's data.</summary>
    public const string Privacy = "privacy";

    /// <summary>Ask for figures and the customers behind them.</summary>
    public const string InsightsRead = "insights:read";

    /// <summary>Import files, undo imports, look after jobs.</summary>
    public const string Imports = "imports";

    /// <summary>Webhooks: make, change, replay.</summary>
    public const string Webhooks = "webhooks";

    /// <summary>Settings, stores, keys, audit: everything that runs the shop.</summary>
    public const string Admin = "admin";

    /// <summary>All of them.</summary>
    public static FrozenSet<string> All { get; } = new[]
    {
        OrdersWrite, OrdersRead, CustomersWrite, CustomersRead, Privacy, InsightsRead, Imports, Webhooks, Admin,
    }.ToFrozenSet(StringComparer.Ordinal);
}

/// <summary>Who asks: a program by a key, or somebody of the shop on a page.</summary>
/// <param name="Key">Id of the key or of the person.</param>
/// <param name="Name">Its name.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Stores">Codes of the stores that it is limited to; null for all of the shop.</param>
public sealed record ApiCaller(Guid Key, string Name, IReadOnlySet<string> Scopes, IReadOnlySet<string>? Stores)
{
    /// <summary>What the id begins with outside: <c>key</c>, or <c>stf</c> for somebody of the shop.</summary>
    public string Kind { get; init; } = "key";

    /// <summary>How it stands in the audit and before idempotency keys.</summary>
    public string Actor => Kernel.Ids.PublicId.Write(Kind, Key);

    /// <summary>Whether it may see or change what belongs to a store; what belongs to none is for unlimited keys.</summary>
    public bool MayUse(string? store) => Stores is null || (store is not null && Stores.Contains(store));
}
