using NodaTime;
using Perennial.Customers.Consent;
using Perennial.Customers.Contract;

namespace Perennial.Unit.Customers;

/// <summary>Where a person stands: rows as <c>kind day</c>, the day after @ being when it was written down.</summary>
public sealed class ConsentStandingTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 1, 0, 0);

    [Theory]
    [InlineData("", ConsentStanding.Unknown)]
    [InlineData("proved 1", ConsentStanding.Given)]
    [InlineData("unproved 1", ConsentStanding.Claimed)]
    [InlineData("claimed ?@1", ConsentStanding.Claimed)]
    [InlineData("claimed ?@1, proved 2", ConsentStanding.Given)]
    [InlineData("proved 1, claimed 2", ConsentStanding.Given)]
    [InlineData("withdrawn 1", ConsentStanding.Withdrawn)]
    [InlineData("proved 1, withdrawn 2", ConsentStanding.Withdrawn)]
    [InlineData("withdrawn 2, proved 1@3", ConsentStanding.Withdrawn)]
    [InlineData("withdrawn 1, proved 2", ConsentStanding.Given)]
    [InlineData("withdrawn 1, claimed 2", ConsentStanding.Withdrawn)]
    [InlineData("withdrawn 1, unproved 2", ConsentStanding.Withdrawn)]
    [InlineData("withdrawn 1, claimed ?@2", ConsentStanding.Withdrawn)]
    [InlineData("withdrawn ?@2, proved 1@1", ConsentStanding.Withdrawn)]
    [InlineData("withdrawn ?@2, proved 3", ConsentStanding.Given)]
    [InlineData("proved 3@3, withdrawn 2@4", ConsentStanding.Given)]
    [InlineData("proved 2, withdrawn 2", ConsentStanding.Withdrawn)]
    [InlineData("withdrawn 2, proved 2", ConsentStanding.Withdrawn)]
    public void A_person_stands_where_the_last_word_that_counts_puts_her(string rows, ConsentStanding standing)
    {
        var read = rows.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Row).ToList();
        ConsentStandings.Of(read).Standing.ShouldBe(standing);
        ConsentStandings.Of(read.AsEnumerable().Reverse()).Standing.ShouldBe(standing, "the order of rows does not matter");
    }

    private static ConsentRow Row(string text, int index)
    {
        var parts = text.Split(' ', '@');
        var recorded = int.Parse(parts[^1]);
        return new ConsentRow(Guid.Empty, index, new Guid(index, 0, 0, new byte[8]), "marketing", "email",
            parts[0] == "withdrawn" ? ConsentKind.Withdrawn : ConsentKind.Given)
        {
            IsClaimed = parts[0] == "claimed", Proof = parts[0] == "proved" ? ConsentProofKind.Stated : ConsentProofKind.None,
            Happened = parts[1] == "?" ? null : Start + Duration.FromDays(int.Parse(parts[1])), Recorded = Start + Duration.FromDays(recorded),
        };
    }
}
