using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Contract;

/// <summary>Takes customers back who were made known by something that is undone. Not erasure: nothing is left of them.</summary>
public interface ICustomerRemoval
{
    /// <summary>
    /// Removes those of the customers who became known by a source and of whom nothing was told by anybody else: no change
    /// since, no note, no consent, no merge. The caller makes sure that no module after this one has anything of them.
    /// </summary>
    /// <param name="unit">The caller's unit.</param>
    /// <param name="customers">Ids.</param>
    /// <param name="source">The source that is undone.</param>
    /// <param name="until">When it ended: whoever was changed later stays.</param>
    /// <param name="now">The time at hand.</param>
    /// <returns>How many were removed; each is told as <c>customer.removed</c>.</returns>
    Task<int> RemoveAsync(DbUnit unit, IReadOnlyCollection<Guid> customers, JoinSource source, Instant until, Instant now);
}
