using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Contract;

/// <summary>Two customers who are one.</summary>
/// <param name="Survivor">Whose profile wins and whose id stays; an id of a merged one means its survivor.</param>
/// <param name="Merged">Who is joined to her.</param>
/// <param name="By">Who says so, as a code: <c>staff:…</c>, <c>customer</c>, <c>rule</c>.</param>
public sealed record MergeRequest(Guid Survivor, Guid Merged, string By)
{
    /// <summary>
    /// The merged id is one of an anonymous order that the caller knows: there is no row about it, and it is claimed now.
    /// </summary>
    public bool MergedIsAnonymous { get; init; }
}

/// <summary>A merge that was made.</summary>
/// <param name="Merge">Its id, by which it is undone.</param>
/// <param name="Survivor">Who the customer is from now on.</param>
/// <param name="Merged">Who became an alias of her.</param>
public sealed record MadeMerge(Guid Merge, Guid Survivor, Guid Merged);

/// <summary>A merge that was undone.</summary>
/// <param name="Survivor">Who keeps the rest.</param>
/// <param name="Split">Who is a customer of her own again.</param>
/// <param name="SplitIds">All ids that went with her.</param>
public sealed record UndoneMerge(Guid Survivor, Guid Split, IReadOnlyList<Guid> SplitIds);

/// <summary>Makes two customers one, and two again.</summary>
public interface ICustomerMerging
{
    /// <summary>
    /// Merges: writes <c>customer.merged</c> with both ids. Refused as <c>customers.not_found</c>, <c>merge.same</c>,
    /// <c>merge.claimed</c>, <c>merge.too_many</c>.
    /// </summary>
    /// <param name="unit">The caller's unit.</param>
    /// <param name="request">Whom.</param>
    /// <param name="now">The time at hand.</param>
    Task<Result<MadeMerge>> MergeAsync(DbUnit unit, MergeRequest request, Instant now);

    /// <summary>
    /// Undoes a merge within 30 days: writes <c>customer.unmerged</c>. Refused as <c>merge.not_found</c>,
    /// <c>merge.undone</c>, <c>merge.too_late</c>, <c>merge.erased</c>.
    /// </summary>
    /// <param name="unit">The caller's unit.</param>
    /// <param name="merge">The merge's id.</param>
    /// <param name="by">Who says so, as a code.</param>
    /// <param name="now">The time at hand.</param>
    Task<Result<UndoneMerge>> UndoAsync(DbUnit unit, Guid merge, string by, Instant now);
}
