using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Profiles;

/// <summary>Makes a customer, with identifiers that nobody else has.</summary>
internal static class CreateCustomer
{
    private const int IdentifiersMax = 20;

    /// <param name="Fields">What is known of her.</param>
    /// <param name="Identifiers">Kind and text of each; an external id as <c>system:id</c>.</param>
    /// <param name="Source">Where she became known, as a code.</param>
    internal sealed record Request(ProfileFields Fields, IReadOnlyList<CustomerIdentifier> Identifiers, string Source);

    public static async Task<Result<CustomerProfile>> HandleAsync(CustomersParts parts, DbUnit unit, Request request, Instant now)
    {
        var (row, identifiers, problems) = ReadWhole(parts, request, now);
        if (problems.Count > 0)
        {
            return Refusals.Invalid(problems);
        }

        var taken = await IdentifierStore.FindAsync(unit, [.. identifiers.Select(i => i.Identifier.Key)]);
        if (taken.Count > 0)
        {
            return Refusals.Taken([.. identifiers.Where(i => taken.ContainsKey(i.Identifier.Key))
                .Select(i => new FieldProblem(i.Field, "identifier.taken"))]);
        }

        var batch = unit.Batch();
        Write(parts, batch, [(row, [.. identifiers.Select(i => i.Identifier)])], now);
        await batch.RunAsync();
        return row.Shown(identifiers.Select(i => i.Identifier));
    }

    /// <summary>Makes many customers: one trip finds which identifiers are taken, one writes. Each is made or refused by itself.</summary>
    public static async Task<IReadOnlyList<Result<Guid>>> HandleManyAsync(
        CustomersParts parts, DbUnit unit, IReadOnlyList<Request> requests, Instant now)
    {
        var read = requests.Select(r => ReadWhole(parts, r, now)).ToList();
        var taken = (await IdentifierStore.FindAsync(unit,
            [.. read.SelectMany(r => r.Identifiers).Select(i => i.Identifier.Key).Distinct(StringComparer.Ordinal)]))
            .Keys.ToHashSet(StringComparer.Ordinal);
        var made = new List<(ProfileRow Row, IReadOnlyList<Identifier> Identifiers)>(requests.Count);
        var answers = new List<Result<Guid>>(requests.Count);
        foreach (var (row, identifiers, problems) in read)
        {
            List<FieldProblem> others = [.. identifiers.Where(i => taken.Contains(i.Identifier.Key))
                .Select(i => new FieldProblem(i.Field, "identifier.taken"))];
            if (problems.Count + others.Count > 0)
            {
                answers.Add(problems.Count > 0 ? Refusals.Invalid(problems) : Refusals.Taken(others));
                continue;
            }

            // Of two of one call that share an identifier the first has it.
            taken.UnionWith(identifiers.Select(i => i.Identifier.Key));
            made.Add((row, [.. identifiers.Select(i => i.Identifier)]));
            answers.Add(row.Id);
        }

        var batch = unit.Batch();
        Write(parts, batch, made, now);
        await batch.RunAsync();
        return answers;
    }

    private static (ProfileRow Row, List<(Identifier Identifier, string Field)> Identifiers, List<FieldProblem> Problems) ReadWhole(
        CustomersParts parts, Request request, Instant now)
    {
        var problems = new List<FieldProblem>();
        var row = ProfileRules.Read(request.Fields, now.InUtc().Date, problems) with
        {
            Id = parts.Ids.New(), Source = request.Source, Created = now, Updated = now,
        };
        return (row, Read(parts, request, row, problems), problems);
    }

    private static void Write(
        CustomersParts parts, DbBatch batch, IReadOnlyList<(ProfileRow Row, IReadOnlyList<Identifier> Identifiers)> made, Instant now)
    {
        ProfileStore.Add(batch, [.. made.Select(m => m.Row)]);
        batch.Insert(IdentifierStore.Identifiers,
            [.. made.SelectMany(m => m.Identifiers.Select(i => new HeldIdentifier(m.Row.Id, m.Row.Id, i, now)))]);
        batch.Insert(IdentifierStore.Words, [.. made.SelectMany(m => SearchKey.Of(m.Row.Names, m.Identifiers).Select(w => (m.Row.Id, w)))]);
        parts.Outbox.Add(batch, [.. made.Select(m => parts.News("customer.created", now, m.Row.Id))]);
    }

    private static List<(Identifier Identifier, string Field)> Read(
        CustomersParts parts, Request request, ProfileRow row, List<FieldProblem> problems)
    {
        if (!Refusals.IsCode(request.Source))
        {
            problems.Add(new FieldProblem("source", "code.malformed"));
        }

        if (request.Identifiers.Count > IdentifiersMax)
        {
            problems.Add(new FieldProblem("identifiers", "identifiers.too_many", $"{IdentifiersMax}"));
            return [];
        }

        var country = row.Country ?? parts.PhoneCountry();
        var read = new List<(Identifier Identifier, string Field)>();
        foreach (var (i, given) in request.Identifiers.Index())
        {
            var field = $"identifiers[{i}]";
            if (IdentifierReader.Read(given.Kind, given.Value, country, field, problems) is { } identifier &&
                !read.Exists(r => r.Identifier == identifier))
            {
                read.Add((identifier, field));
            }
        }

        return read;
    }
}
