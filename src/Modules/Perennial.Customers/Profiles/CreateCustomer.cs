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
        var problems = new List<FieldProblem>();
        var row = ProfileRules.Read(request.Fields, now.InUtc().Date, problems) with
        {
            Id = parts.Ids.New(), Source = request.Source, Created = now, Updated = now,
        };
        var identifiers = Read(parts, request, row, problems);
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
        ProfileStore.Add(batch, row);
        batch.Insert(IdentifierStore.Identifiers, [.. identifiers.Select(i => new HeldIdentifier(row.Id, row.Id, i.Identifier, now))]);
        batch.Insert(IdentifierStore.Words, [.. SearchKey.Of(row.Names, identifiers.Select(i => i.Identifier)).Select(w => (row.Id, w))]);
        parts.Outbox.Add(batch, [parts.News("customer.created", now, row.Id)]);
        await batch.RunAsync();
        return row.Shown(identifiers.Select(i => i.Identifier));
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
