using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Listing;
using Perennial.Kernel;

namespace Perennial.Customers.Profiles;

/// <summary>A consent as somebody of the shop writes it down: what a customer said to her.</summary>
internal sealed class ConsentForm
{
    private const string Source = "staff";

    public string Purpose { get; set; } = "marketing";

    public string Channel { get; set; } = "email";

    /// <summary><c>given</c> or <c>withdrawn</c>.</summary>
    public string Said { get; set; } = "withdrawn";

    /// <summary>The day; empty for now.</summary>
    public string? Day { get; set; }

    /// <summary>She said so to who writes it down; else it is only claimed by somebody.</summary>
    public bool IsStated { get; set; }

    public static IReadOnlyList<string> Purposes { get; } = ["marketing", "service", "research"];

    public static IReadOnlyList<string> Channels { get; } = ["email", "sms", "phone", "viber", "whatsapp", "telegram"];

    /// <summary>The entry of the ledger.</summary>
    public Result<ConsentEntry> Read(Guid customer, string actor, DateTimeZone zone, Instant now)
    {
        var day = ListState.DayOf(Day);
        if (!string.IsNullOrWhiteSpace(Day) && day is null)
        {
            return new Refusal(RefusalKind.Invalid, "consent.invalid") { Fields = [new FieldProblem("happened", "value.day_wanted")] };
        }

        // Of a day that is not over, now is as late as it can have been.
        var happened = day is { } told ? Instant.Min(now, zone.AtStartOfDay(told.PlusDays(1)).ToInstant() - Duration.FromSeconds(1)) : now;
        if (day is { } future && future > now.InZone(zone).Date)
        {
            happened = zone.AtStartOfDay(future).ToInstant();
        }

        return new ConsentEntry(customer, Purpose, Channel, Said switch
        {
            "given" => ConsentKind.Given, "withdrawn" => ConsentKind.Withdrawn, _ => default,
        }, Source, actor)
        {
            Happened = happened, Proof = IsStated ? new ConsentProof(ConsentProofKind.Stated) : null, IsClaimed = !IsStated && Said == "given",
        };
    }

    /// <summary>A field of the ledger as the form calls it.</summary>
    public static string FieldOf(string field) => "Consent." + field switch
    {
        "purpose" => nameof(Purpose), "channel" => nameof(Channel), "kind" => nameof(Said), "happened" => nameof(Day), _ => nameof(IsStated),
    };
}
