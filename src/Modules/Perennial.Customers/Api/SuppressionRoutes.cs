using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Customers.Api;

/// <summary>Addresses that nothing is sent to. They travel in bodies only: paths end in logs.</summary>
internal static class SuppressionRoutes
{
    private const int AddressesMax = 1_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapWrite("POST", "/v1/suppressions", Scopes.CustomersWrite, CustomersJson.Api.SuppressRequest, AddAsync)
            .Produces(StatusCodes.Status204NoContent).WithName("addSuppression");
        routes.MapWrite("POST", "/v1/suppressions/remove", Scopes.CustomersWrite, CustomersJson.Api.SuppressionAddress, RemoveAsync)
            .Produces(StatusCodes.Status204NoContent).WithName("removeSuppression");
        routes.MapSearch("/v1/suppressions/check", Scopes.CustomersRead, CustomersJson.Api.CheckSuppressionsRequest, CheckAsync)
            .Produces<CheckedSuppressions>().WithName("checkSuppressions");
    }

    private static async Task<Result<Answer>> AddAsync(WriteCall<SuppressRequest> call)
    {
        var problems = new List<FieldProblem>();
        var address = Read(call.Call, call.Body.Kind, call.Body.Address, "", problems);
        if (!Refusals.IsCode(call.Body.Reason))
        {
            problems.Add(new FieldProblem("reason", "code.malformed"));
        }

        if (address is null || problems.Count > 0)
        {
            return Refusals.Invalid(problems);
        }

        await call.Call.Get<CustomersServices>().Suppressions.AddAsync(call.Unit, address.Shown, call.Body.Reason, call.Call.Now);
        await AuditAsync(call, "suppressions.added", address);
        return Answer.Nothing;
    }

    private static async Task<Result<Answer>> RemoveAsync(WriteCall<SuppressionAddress> call)
    {
        var problems = new List<FieldProblem>();
        if (Read(call.Call, call.Body.Kind, call.Body.Address, "", problems) is not { } address)
        {
            return Refusals.Invalid(problems);
        }

        if (!await call.Call.Get<CustomersServices>().Suppressions.LiftAsync(call.Unit, address.Shown))
        {
            return new Refusal(RefusalKind.Missing, "suppressions.not_found");
        }

        await AuditAsync(call, "suppressions.removed", address);
        return Answer.Nothing;
    }

    private static async Task<Result<Answer>> CheckAsync(ApiCall call, CheckSuppressionsRequest body)
    {
        if (body.Addresses.Count is 0 or > AddressesMax)
        {
            return Refusals.Invalid([new FieldProblem("addresses", "suppressions.addresses_wanted", $"{AddressesMax}")]);
        }

        var problems = new List<FieldProblem>();
        var read = body.Addresses.Index()
            .Select(a => Read(call, a.Item?.Kind ?? "", a.Item?.Address ?? "", $"addresses[{a.Index}].", problems)?.Shown).ToList();
        if (problems.Count > 0)
        {
            return Refusals.Invalid(problems);
        }

        var reasons = await call.Db.ReadAsync(unit => call.Get<CustomersServices>().Suppressions.WhichAsync(unit, [.. read.Select(a => a!)]),
            call.Cancellation);
        return Answer.Of(new CheckedSuppressions([.. read.Select(a => a!).Where(reasons.ContainsKey).Distinct()
            .Select(a => new SuppressionShown(IdentifierCodes.Of(a.Kind), a.Value, reasons[a]))]), CustomersJson.Api.CheckedSuppressions);
    }

    // Only what messages are sent to can be suppressed.
    private static Identifier? Read(ApiCall call, string kind, string address, string path, List<FieldProblem> problems)
    {
        var read = IdentifierCodes.Read(kind);
        if (read is IdentifierKind.Email or IdentifierKind.Phone)
        {
            return IdentifierReader.Read(read, address, call.Parts().PhoneCountry(), path + "address", problems);
        }

        problems.Add(new FieldProblem(path + "kind", "suppressions.kind_unknown"));
        return null;
    }

    // The keyed hash only: a plain one, as the audit makes of content, can be tried out.
    private static Task AuditAsync<T>(WriteCall<T> call, string action, Identifier address) => call.Call.Get<IAudit>().AddAsync(call.Unit,
        new AuditEntry(call.Call.Caller.Actor, action, IdentifierShown.IdOf(address.Shown, call.Call.Parts().Hash)), call.Call.Now);
}

/// <summary>An address: <c>email</c> or <c>phone</c>.</summary>
internal sealed record SuppressionAddress
{
    public required string Kind { get; set; }

    public required string Address { get; set; }
}

/// <summary>An address that nothing is to be sent to, and why, as a code.</summary>
internal sealed record SuppressRequest
{
    public required string Kind { get; set; }

    public required string Address { get; set; }

    public string Reason { get; set; } = "manual";
}

/// <summary>Addresses that are asked about.</summary>
internal sealed record CheckSuppressionsRequest
{
    public required IReadOnlyList<SuppressionAddress?> Addresses { get; set; }
}

/// <summary>An address that nothing is sent to, in its usual form.</summary>
internal sealed record SuppressionShown(string Kind, string Address, string Reason);

/// <summary>Those of the addresses asked about that nothing is sent to.</summary>
internal sealed record CheckedSuppressions(IReadOnlyList<SuppressionShown> Suppressed);
