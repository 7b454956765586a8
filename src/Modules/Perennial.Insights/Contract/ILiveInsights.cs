using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Insights.Contract;

/// <summary>
/// The facts of the database in memory, kept current by following its log of events. Questions may be asked by anybody at
/// any time once it has started; the other calls wait for each other.
/// </summary>
public interface ILiveInsights : IAsyncDisposable
{
    /// <summary>The place in the log of events up to which everything is in the facts.</summary>
    LogPlace Place { get; }

    /// <summary>Loads the facts, from the snapshot file where it fits and from the database otherwise.</summary>
    /// <exception cref="InvalidDataException">The database holds a fact that is out of bounds.</exception>
    Task<LiveStart> StartAsync(CancellationToken cancellation);

    /// <summary>Takes the next changes from the database.</summary>
    /// <returns>Whether there were any; if so, there may be more.</returns>
    /// <exception cref="InvalidDataException">The database holds a fact that is out of bounds.</exception>
    Task<bool> FollowAsync(CancellationToken cancellation);

    /// <summary>Follows the database until it is cancelled or fails; after a failure it can be called again.</summary>
    /// <param name="pause">Time between two looks when there is nothing new and nobody waits.</param>
    /// <param name="clock">Clock of the pauses.</param>
    /// <param name="cancellation">Ends it.</param>
    Task RunAsync(TimeSpan pause, TimeProvider clock, CancellationToken cancellation);

    /// <summary>
    /// Waits until the facts hold everything up to a place, such as the end of the log after one's own write; somebody has
    /// to follow meanwhile.
    /// </summary>
    Task CaughtUpAsync(LogPlace place, CancellationToken cancellation);

    /// <summary>
    /// The shop as it is now; every question asked of what is returned sees the same facts. It cannot be asked for groups by product
    /// or category.
    /// </summary>
    /// <exception cref="InvalidOperationException">It has not started.</exception>
    ILoadedShop Now();

    /// <summary>
    /// The shop as it is now, and what a question by product or category needs: the lines of orders, which are read from the database
    /// and may be as old as ten times the time that takes.
    /// </summary>
    /// <param name="groupBy">The dimensions of the question.</param>
    /// <param name="isFresh">Lines that were read earlier do not do.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ReportRefusedException">There are more lines than fit into memory.</exception>
    Task<ILoadedShop> NowAsync(IReadOnlyCollection<OrderField> groupBy, bool isFresh, CancellationToken cancellation);

    /// <summary>Writes the snapshot file: it is there whole, or the one before it still is.</summary>
    /// <exception cref="InvalidOperationException">No file was named, or it has not started.</exception>
    Task SaveAsync(CancellationToken cancellation);

    /// <summary>Builds the facts anew from the database and compares them, customer by customer and day by day.</summary>
    Task<FactsVerified> VerifyAsync(CancellationToken cancellation);
}

/// <summary>What the live facts are told.</summary>
/// <param name="Database">Identity of the database: a snapshot of another one is refused.</param>
/// <param name="Stamp">Settings that facts depend on, such as zone and currency, in any form: a snapshot under others is refused.</param>
/// <param name="Currency">The reporting currency, or none.</param>
/// <param name="TimeZone">IANA name of the shop's zone.</param>
/// <param name="SnapshotPath">Where the snapshot file stands; null for none.</param>
public sealed record LiveSettings(Guid Database, string Stamp, Currency Currency, string TimeZone, string? SnapshotPath = null);

/// <summary>Where the facts came from at the start.</summary>
/// <param name="Snapshot">What became of the snapshot file.</param>
/// <param name="Orders">Orders loaded.</param>
public sealed record LiveStart(SnapshotState Snapshot, long Orders);

/// <summary>What became of a snapshot file.</summary>
public enum SnapshotState
{
    /// <summary>The facts were taken from it.</summary>
    Used,

    /// <summary>There is none.</summary>
    Missing,

    /// <summary>It is cut, changed, or no snapshot at all.</summary>
    Damaged,

    /// <summary>It was written in another form, by an older or newer program.</summary>
    OtherVersion,

    /// <summary>It belongs to another database.</summary>
    OtherDatabase,

    /// <summary>It was written under other settings, or its labels are not those of the database.</summary>
    OtherSettings,
}

/// <summary>What a comparison with the database came to.</summary>
/// <param name="Customers">Customers compared, orders without a known customer among them.</param>
/// <param name="Orders">Orders of the database.</param>
/// <param name="Differences">Customers and days that differ.</param>
/// <param name="First">The first of them.</param>
public sealed record FactsVerified(long Customers, long Orders, long Differences, IReadOnlyList<FactDifference> First);

/// <summary>A difference between the facts in memory and the database.</summary>
/// <param name="What">What differs.</param>
/// <param name="Customer">Public id of the customer; null for a day's totals.</param>
/// <param name="Day">The day whose totals differ; null for a customer.</param>
public sealed record FactDifference(FactDifferenceKind What, string? Customer, NodaTime.LocalDate? Day);

/// <summary>What differs.</summary>
public enum FactDifferenceKind
{
    /// <summary>The database has facts of a customer, memory has none.</summary>
    Missing,

    /// <summary>Memory has facts of a customer, the database has none.</summary>
    Left,

    /// <summary>Her orders differ.</summary>
    Orders,

    /// <summary>Her returns differ.</summary>
    Returns,

    /// <summary>The totals of a day differ.</summary>
    Totals,
}
