using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Workspace.Contract;

/// <summary>
/// What a module puts into the demo shop. Every module may register as many as it likes, a file each; they are filled one after
/// another, in a database that is new, migrated and nobody's, by the module's own handlers, so that audit, events and facts
/// follow as they do for a real shop.
/// </summary>
public interface IDemoData
{
    /// <summary>Stable name, unlike all others: <c>orders</c>.</summary>
    string Name { get; }

    /// <summary>Lower ones come first; 0 is the shop itself, 100 its customers and orders. Names settle it between equals.</summary>
    int Order { get; }

    /// <summary>About how long it takes beside the others; the history of orders is 1000.</summary>
    int Weight { get; }

    /// <summary>Fills it in. The same seed, last day and language give the same shop.</summary>
    /// <param name="filling">What the demo is filled with.</param>
    /// <param name="cancellation">Ends it between two units; what is unfinished is removed whole by whoever began.</param>
    /// <exception cref="DemoRefusedException">The database is not one that may be filled.</exception>
    Task FillAsync(DemoFilling filling, CancellationToken cancellation);
}

/// <summary>What a demo shop is filled with.</summary>
/// <param name="Db">Its database.</param>
/// <param name="Seed">Another seed is another shop.</param>
/// <param name="EndDay">The last day on which anything happens in it, in the shop's zone; nothing lies after it.</param>
/// <param name="Now">The time at hand, after the end of that day.</param>
/// <param name="Language">Code of the language its products, stores and notes are named in.</param>
public sealed record DemoFilling(Db Db, int Seed, LocalDate EndDay, Instant Now, string Language)
{
    /// <summary>How many customers it has; a smaller shop is for tests.</summary>
    public int Customers { get; init; } = 20_000;

    /// <summary>Told as it goes on; the done part is that of the entry at hand.</summary>
    public Action<DemoStep> Report { get; init; } = static _ => { };

    /// <summary>The zone in which the demo shop's days are counted.</summary>
    public static DateTimeZone Zone { get; } = DateTimeZoneProviders.Tzdb["Europe/Bucharest"];

    /// <summary>The actor that the audit names for what the demo does.</summary>
    public const string Actor = "demo";
}

/// <summary>How far an entry is.</summary>
/// <param name="PerMille">Done, 0 to 1000.</param>
/// <param name="Rows">Customers, orders, events and the like taken in since it was last told.</param>
public readonly record struct DemoStep(int PerMille, long Rows);

/// <summary>The demo may not be filled in there.</summary>
/// <param name="code">Why: <c>demo.not_empty</c>, <c>demo.data_refused</c>.</param>
/// <param name="detail">What it is about, as a code.</param>
public sealed class DemoRefusedException(string code, string detail) : Exception($"{code}: {detail}")
{
    /// <summary>Stable code.</summary>
    public string Code { get; } = code;
}
