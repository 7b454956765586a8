using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using Perennial.Customers.Consent;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Listing;
using Perennial.Customers.Profiles;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;

namespace Perennial.Customers.Privacy;

/// <summary>What this module knows of a person.</summary>
internal sealed class OwnPersonalData : IPersonalData
{
    public async Task<IReadOnlyList<KeyValuePair<string, JsonNode>>> ExportAsync(DbUnit unit, IReadOnlyList<Guid> customers)
    {
        var rows = await ProfileStore.ReadAsync(unit, customers.ToHashSet());
        var identifiers = await IdentifierStore.OfAsync(unit, customers.ToHashSet());
        return
        [
            new("profiles", Array(customers.Where(rows.ContainsKey).Select(id => Profile(rows[id])))),
            new("identifiers", Array(identifiers.SelectMany(g => g).OrderBy(h => h.Identifier.Key, StringComparer.Ordinal).Select(Identifier))),
            new("consents", Array(await ConsentsAsync(unit, customers))),
            new("notes", Array(await NotesAsync(unit, customers))),
            new("merges", Array(await MergesAsync(unit, customers))),
            new("tasks", Array((await CustomerTasks.OfAsync(unit, customers)).Select(t => new JsonObject
            {
                ["title"] = t.Title, ["note"] = t.Note, ["due"] = t.Due, ["state"] = t.State, ["created"] = Time(Micros.ToInstant(t.Created)),
            }))),
        ];
    }

    public async Task EraseAsync(DbUnit unit, ErasedPerson person, Instant now)
    {
        await CustomerTasks.EraseAsync(unit, person.Customers);

        // A kept list may search for her by any of her names or addresses, whole or by a word.
        var known = person.Names.Concat(person.Identifiers.Select(i => i.Value)).ToList();
        await SavedViews.EraseAsync(unit, known.Concat(SearchKey.Of(known, person.Identifiers.Select(i => Identifiers.Identifier.Of(i)))));
        await Idempotency.EraseAsync(unit, person.Customers);
        foreach (var id in person.Customers)
        {
            foreach (var sql in EraseSql)
            {
                await unit.ExecuteAsync(sql, new { id });
            }
        }
    }

    private static JsonObject Profile(ProfileRow row) => new()
    {
        ["customer"] = PublicId.Write("cus", row.Id), ["name"] = row.Name, ["given_name"] = row.GivenName,
        ["family_name"] = row.FamilyName, ["language"] = row.Language, ["country"] = row.Country, ["birthday"] = row.Birthday,
        ["source"] = row.Source, ["created"] = Time(row.Created), ["updated"] = Time(row.Updated),
        ["attributes"] = new JsonObject(row.Attributes.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value))),
        ["tags"] = new JsonArray([.. row.Tags.Values.Select(t => JsonValue.Create(t))]),
    };

    private static JsonObject Identifier(HeldIdentifier held) => new()
    {
        ["kind"] = held.Identifier.Kind switch
        {
            IdentifierKind.Email => "email", IdentifierKind.Phone => "phone", IdentifierKind.Card => "card", _ => "external",
        },
        ["value"] = held.Identifier.Value, ["added"] = Time(held.Added),
    };

    private static async Task<IEnumerable<JsonObject>> ConsentsAsync(DbUnit unit, IReadOnlyList<Guid> customers)
    {
        var rows = await ConsentStore.ReadAsync(unit, customers.ToHashSet());
        var evidence = (await ConsentStore.EvidenceAsync(unit, customers.ToHashSet())).ToDictionary(e => (e.Customer, e.Sequence));
        var batch = unit.Batch();
        var texts = batch.Lookup("select text_id, body from consent_texts where text_id {{in_keys}}",
            rows.Where(r => r.Text is not null).Select(r => r.Text!.Value).ToHashSet(), row => (Id: row.Id(0), Body: row.Text(1)));
        await batch.RunAsync();
        var bodies = texts.ToDictionary(t => t.Id, t => t.Body);
        return rows.OrderBy(r => r.Recorded).ThenBy(r => r.Entry).Select(r => new JsonObject
        {
            ["purpose"] = r.Purpose, ["channel"] = r.Channel, ["kind"] = r.Kind == ConsentKind.Given ? "given" : "withdrawn",
            ["claimed"] = r.IsClaimed, ["happened"] = Time(r.Happened), ["recorded"] = Time(r.Recorded),
            ["confirmed"] = Time(r.Confirmed), ["source"] = r.Source, ["by"] = r.Actor,
            ["proof"] = r.Proof switch { ConsentProofKind.Stated => "stated", ConsentProofKind.DoubleOptIn => "double_opt_in", _ => "none" },
            ["text"] = r.Text is { } text ? bodies.GetValueOrDefault(text) : null,
            ["ip"] = evidence.GetValueOrDefault((r.Customer, r.Sequence))?.Ip,
            ["address"] = evidence.GetValueOrDefault((r.Customer, r.Sequence))?.Address,
        });
    }

    private static async Task<IEnumerable<JsonObject>> NotesAsync(DbUnit unit, IReadOnlyList<Guid> customers)
    {
        var batch = unit.Batch();
        var notes = batch.Lookup("select created, body, author from customer_notes where customer_id {{in_keys}}", customers.ToHashSet(),
            row => (Created: Micros.ToInstant(row.Long(0)), Body: row.Text(1), Author: row.Text(2)));
        await batch.RunAsync();
        return notes.OrderBy(n => n.Created).Select(n => new JsonObject
        {
            ["created"] = Time(n.Created), ["text"] = n.Body, ["author"] = n.Author,
        });
    }

    private static async Task<IEnumerable<JsonObject>> MergesAsync(DbUnit unit, IReadOnlyList<Guid> customers)
    {
        var batch = unit.Batch();
        var merges = batch.Lookup("select merged, merged_id, undone from customer_merges where customer_id {{in_keys}}", customers.ToHashSet(),
            row => (Merged: Micros.ToInstant(row.Long(0)), Id: row.Id(1), Undone: row.LongOrNull(2)));
        await batch.RunAsync();
        return merges.OrderBy(m => m.Merged).Select(m => new JsonObject
        {
            ["merged"] = Time(m.Merged), ["customer"] = PublicId.Write("cus", m.Id),
            ["undone"] = m.Undone is { } undone ? Time(Micros.ToInstant(undone)) : null,
        });
    }

    private static JsonArray Array(IEnumerable<JsonObject> items) => new([.. items]);

    private static string? Time(Instant? time) => time is { } known ? InstantPattern.ExtendedIso.Format(known) : null;

    // Rows of the ledger stay: they are evidence and hold no personal data. So do aliases and merges, which are ids.
    private static readonly string[] EraseSql =
    [
        "delete from customers where customer_id = @id",
        "delete from customer_attributes where customer_id = @id",
        "delete from customer_tags where customer_id = @id",
        "delete from customer_search where customer_id = @id",
        "delete from customer_identifiers where customer_id = @id or origin_id = @id",
        "delete from customer_notes where customer_id = @id",
        "delete from customer_fills where customer_id = @id",
        "delete from customer_duplicates where customer_id = @id or other_id = @id",
        "delete from consent_proofs where customer_id = @id",
    ];
}
