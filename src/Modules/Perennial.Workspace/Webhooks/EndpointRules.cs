using System.Text;
using System.Text.RegularExpressions;
using Perennial.Kernel;
using Perennial.Kernel.Http;

namespace Perennial.Workspace.Webhooks;

/// <summary>What people may ask of an endpoint.</summary>
/// <param name="Url">Where deliveries go.</param>
/// <param name="Events">Public names of events, or <c>*</c> for all.</param>
/// <param name="Stores">Codes of the stores it hears of; null: of all, and of what is about no store.</param>
/// <param name="Description">For people; may be empty.</param>
internal sealed record EndpointWish(string Url, IReadOnlyList<string> Events, IReadOnlyList<string>? Stores = null, string Description = "");

/// <summary>Says what is wrong with an endpoint, all of it at once.</summary>
internal static partial class EndpointRules
{
    private const int EventsMax = 50;
    private const int StoresMax = 100;
    private const int DescriptionCharsMax = 200;
    private const int MatchMsMax = 1_000;

    /// <summary>The refusal; null where everything is right.</summary>
    public static Refusal? Check(EndpointWish wish, GuardedHttp http)
    {
        List<FieldProblem> problems = [.. Url(wish, http), .. Events(wish), .. Stores(wish), .. Description(wish)];
        return problems.Count == 0 ? null : new Refusal(RefusalKind.Invalid, "webhooks.invalid") { Fields = problems };
    }

    private static IEnumerable<FieldProblem> Url(EndpointWish wish, GuardedHttp http)
    {
        var code = http.Check(wish.Url) switch
        {
            null => null,
            GuardedUrlProblem.Malformed => "webhooks.url_malformed",
            GuardedUrlProblem.TooLong => "webhooks.url_too_long",
            GuardedUrlProblem.Scheme => "webhooks.url_scheme",
            GuardedUrlProblem.Credentials => "webhooks.url_credentials",
            GuardedUrlProblem.PrivateAddress => "webhooks.url_private",
            var other => throw new InvalidOperationException($"{other} has no code."),
        };
        return code is null ? [] : [new FieldProblem("url", code)];
    }

    private static IEnumerable<FieldProblem> Events(EndpointWish wish) => wish.Events.Count switch
    {
        0 => [new FieldProblem("events", "webhooks.events_missing")],
        > EventsMax => [new FieldProblem("events", "webhooks.events_too_many", $"{EventsMax}")],
        _ => wish.Events.Index().Where(e => e.Item != Subscription.AllEvents && !EventName().IsMatch(e.Item))
            .Select(e => new FieldProblem($"events[{e.Index}]", "webhooks.event_malformed")),
    };

    private static IEnumerable<FieldProblem> Stores(EndpointWish wish) => wish.Stores?.Count switch
    {
        null => [],
        0 => [new FieldProblem("stores", "webhooks.stores_empty")],
        > StoresMax => [new FieldProblem("stores", "webhooks.stores_too_many", $"{StoresMax}")],
        _ => wish.Stores.Index().Where(s => !StoreCode().IsMatch(s.Item))
            .Select(s => new FieldProblem($"stores[{s.Index}]", "webhooks.store_malformed")),
    };

    private static IEnumerable<FieldProblem> Description(EndpointWish wish)
    {
        if (wish.Description.Length > DescriptionCharsMax)
        {
            yield return new FieldProblem("description", "webhooks.description_too_long", $"{DescriptionCharsMax}");
        }

        // Databases keep no halves of characters, and no zero.
        if (wish.Description.Any(char.IsControl) || wish.Description.EnumerateRunes().Contains(Rune.ReplacementChar))
        {
            yield return new FieldProblem("description", "webhooks.description_malformed");
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,39}(\.[a-z0-9_]{1,40}){1,3}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        MatchMsMax)]
    private static partial Regex EventName();

    [GeneratedRegex(@"^[\p{L}\p{N}._-]{1,64}\z", RegexOptions.CultureInvariant, MatchMsMax)]
    private static partial Regex StoreCode();
}
