using NodaTime;
using Perennial.Customers.Contract;

namespace Perennial.Customers.Consent;

/// <summary>Where a person stands, by all rows about her on one purpose and channel. Pure.</summary>
internal static class ConsentStandings
{
    /// <summary>
    /// The rows told in the order in which they were said; one undated claim is as old as can be. An opt-out is lifted by a
    /// proved consent that was given after it, and by nothing else. At one moment the opt-out has the last word.
    /// </summary>
    public static ConsentState Of(IEnumerable<ConsentRow> rows)
    {
        var state = new ConsentState(ConsentStanding.Unknown, null);
        foreach (var row in rows.OrderBy(Place).ThenBy(r => r.Kind).ThenBy(r => r.Recorded).ThenBy(r => r.Entry))
        {
            state = After(state, row);
        }

        return state;
    }

    /// <summary>Whether a row shows a consent that the person gave herself.</summary>
    public static bool IsProved(ConsentRow row) => !row.IsClaimed && row.Proof != ConsentProofKind.None;

    private static ConsentState After(ConsentState state, ConsentRow row) => row.Kind switch
    {
        ConsentKind.Withdrawn => new ConsentState(ConsentStanding.Withdrawn, row.Entry),
        _ when IsProved(row) => new ConsentState(ConsentStanding.Given, row.Entry),
        _ when state.Standing == ConsentStanding.Unknown => new ConsentState(ConsentStanding.Claimed, row.Entry),
        _ => state,
    };

    private static Instant Place(ConsentRow row) =>
        row is { Kind: ConsentKind.Given, Happened: null } ? Instant.MinValue : row.Effective;
}
