using NodaTime;
using Perennial.Kernel;

namespace Perennial.Workspace.Contract;

/// <summary>How far the demo shop is.</summary>
public enum DemoStage
{
    /// <summary>There is none.</summary>
    Absent = 0,

    /// <summary>It is being filled.</summary>
    Filling = 1,

    /// <summary>It is there, whole.</summary>
    Ready = 2,

    /// <summary>It could not be filled, or one that is there could not be shown. It may be removed, or begun anew.</summary>
    Failed = 3,

    /// <summary>It is being removed.</summary>
    Removing = 4,
}

/// <summary>How the demo shop stands.</summary>
/// <param name="Stage">How far it is.</param>
public sealed record DemoState(DemoStage Stage)
{
    /// <summary>Filled, in percent; 100 once it is there.</summary>
    public int Percent { get; init; }

    /// <summary>Customers, orders, events and the like that are in it.</summary>
    public long Rows { get; init; }

    /// <summary>About how long it takes yet; null where nobody can say.</summary>
    public int? SecondsLeft { get; init; }

    /// <summary>Why it could not be filled, as a code: <c>demo.disk_full</c>, <c>demo.failed</c>, <c>db.in_use</c>; null for anything else.</summary>
    public string? Failure { get; init; }

    /// <summary>What it was filled with; null where there is none.</summary>
    public DemoFilled? Filled { get; init; }
}

/// <summary>What a demo shop that is there was filled with.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="EndDay">Its last day.</param>
/// <param name="Language">The language its products are named in.</param>
/// <param name="At">When it was filled.</param>
/// <param name="Seconds">How long that took.</param>
/// <param name="Rows">Customers, orders, events and the like in it.</param>
public sealed record DemoFilled(int Seed, LocalDate EndDay, string Language, Instant At, int Seconds, long Rows);

/// <summary>What demo shop is wanted.</summary>
/// <param name="Language">Code of the language of whoever asked.</param>
public sealed record DemoWish(string Language)
{
    /// <summary>Another seed is another shop.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Its last day; yesterday in its zone where it is left out, so that it looks alive.</summary>
    public LocalDate? EndDay { get; init; }

    /// <summary>How many customers it has.</summary>
    public int Customers { get; init; } = 20_000;
}

/// <summary>
/// The demo shop of this node: a made-up shop in a database of its own, which is there whole or not at all. It is never the shop's
/// own database, whatever that is, and nothing of it is sent anywhere.
/// </summary>
public interface IDemoShop
{
    /// <summary>How it stands at this moment.</summary>
    DemoState State { get; }

    /// <summary>Begins to fill it, and does not wait for that. Refused as <c>demo.there</c> unless there is none.</summary>
    /// <param name="wish">What is wanted.</param>
    Result<DemoState> Begin(DemoWish wish);

    /// <summary>Waits until nothing is being filled any more.</summary>
    /// <returns>How it stands then.</returns>
    Task<DemoState> EndedAsync(CancellationToken cancellation);

    /// <summary>Removes it whole, also one that is being filled; where there is none, nothing happens.</summary>
    Task RemoveAsync(CancellationToken cancellation);
}
