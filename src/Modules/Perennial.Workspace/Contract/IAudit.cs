using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Workspace.Contract;

/// <summary>Who did what, for good: rows are only ever added, and each is chained to the one before.</summary>
public interface IAudit
{
    /// <summary>Adds a row in the unit of what it tells of.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="entry">What happened: ids and codes, never personal data.</param>
    /// <param name="now">The time at hand.</param>
    Task AddAsync(DbUnit unit, AuditEntry entry, Instant now);
}

/// <summary>Something done that somebody may ask about later.</summary>
/// <param name="Actor">Id of who did it.</param>
/// <param name="Action">Stable code: <c>key.created</c>.</param>
/// <param name="Subject">Id of what it was done to.</param>
/// <param name="Content">What was sent, as bytes; only its hash is kept. Empty for none.</param>
public sealed record AuditEntry(string Actor, string Action, string Subject, ReadOnlyMemory<byte> Content = default);
