using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;

namespace Perennial.Workspace.Contract.Api;

/// <summary>What a route asks of its caller's key; a route without it answers nobody.</summary>
/// <param name="Scope">One of <see cref="Scopes"/>.</param>
public sealed record ScopeAsked(string Scope);

/// <summary>
/// A route about what belongs to the whole shop and to no store, such as customers: keys that are limited to stores get 403.
/// </summary>
public sealed record WholeShopAsked;

/// <summary>What a route takes behind its question mark, for its description.</summary>
/// <param name="Names">The parameters.</param>
public sealed record QueryTaken(params IReadOnlyList<string> Names);

/// <summary>A route that takes an <c>Idempotency-Key</c>, for its description.</summary>
public sealed record IdempotencyTaken;

/// <summary>A route that takes <c>If-Match</c> and answers with an <c>ETag</c>, for its description.</summary>
public sealed record VersionTaken;

/// <summary>A route that asks for no key: health, documentation, setting up.</summary>
public sealed record OpenToAll;

/// <summary>A call that is being answered.</summary>
/// <param name="Http">The request.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Now">The time, read once.</param>
public sealed record ApiCall(HttpContext Http, ApiCaller Caller, Instant Now)
{
    /// <summary>Ends when the caller is gone.</summary>
    public CancellationToken Cancellation => Http.RequestAborted;

    /// <summary>The shop's database.</summary>
    public Db Db => Get<Db>();

    /// <summary>A service of the server.</summary>
    public T Get<T>()
        where T : notnull => Http.RequestServices.GetRequiredService<T>();

    /// <summary>A part of the route's path.</summary>
    public string Route(string name) => (string)Http.GetRouteValue(name)!;

    /// <summary>Whether the route says that it takes a value behind the question mark.</summary>
    public bool QueryTaken(string name) =>
        Http.GetEndpoint()?.Metadata.GetMetadata<QueryTaken>()?.Names.Contains(name, StringComparer.Ordinal) == true;

    /// <summary>A value behind the question mark; null where there is none. Of a name that the route does not say it takes is none read.</summary>
    public string? Query(string name) => !QueryTaken(name)
        ? throw new InvalidOperationException($"A route reads {name} and does not say so.")
        : Http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;
}

/// <summary>A call that changes something, within the unit that does.</summary>
/// <typeparam name="T">Its body.</typeparam>
/// <param name="Call">The call.</param>
/// <param name="Body">What was sent.</param>
/// <param name="Bytes">The same, byte by byte.</param>
/// <param name="Unit">The unit of work.</param>
public sealed record WriteCall<T>(ApiCall Call, T Body, byte[] Bytes, DbUnit Unit);

/// <summary>A body of nothing.</summary>
public sealed record NoBody;

/// <summary>
/// Routes of the interface by HTTP. Each asks for a scope; each that writes runs in one unit of work, takes an
/// <c>Idempotency-Key</c>, and answers a refusal as a problem.
/// </summary>
public static class ApiRoutes
{
    /// <summary>Bytes of a body unless a route says otherwise.</summary>
    public const int BodyBytesMax = 1024 * 1024;

    /// <summary>Stands for any type of a body.</summary>
    public const string AnyType = "*/*";

    private const int KeyCharactersMax = 255;

    /// <summary>A route that reads.</summary>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder routes, string pattern, string scope,
        Func<ApiCall, Task<Result<Answer>>> handle) =>
        routes.MapGet(pattern, Handler(handle)).WithMetadata(new ScopeAsked(scope));

    /// <summary>A question that travels as a body, so that what is searched for stands in no log.</summary>
    public static RouteHandlerBuilder MapSearch<T>(this IEndpointRouteBuilder routes, string pattern, string scope, JsonTypeInfo<T> type,
        Func<ApiCall, T, Task<Result<Answer>>> handle)
        where T : notnull =>
        routes.MapPost(pattern, Handler(async call =>
            (await BodyBytes.ReadAsync(call.Http.Request, BodyBytesMax, call.Cancellation)).TryGet(out var bytes, out var refusal) &&
            Json.Read(bytes, type).TryGet(out var body, out refusal)
                ? await handle(call, body)
                : refusal)).WithMetadata(new ScopeAsked(scope)).TakesJson<T>();

    /// <summary>A route that writes.</summary>
    /// <param name="routes">Where it is put.</param>
    /// <param name="method">POST, PUT, PATCH or DELETE.</param>
    /// <param name="pattern">Its path.</param>
    /// <param name="scope">What it asks of a key.</param>
    /// <param name="type">How its body is read.</param>
    /// <param name="handle">What it does, in the unit; may run more than once.</param>
    /// <param name="bytesMax">Bytes of its body at most.</param>
    public static RouteHandlerBuilder MapWrite<T>(this IEndpointRouteBuilder routes, string method, string pattern, string scope,
        JsonTypeInfo<T> type, Func<WriteCall<T>, Task<Result<Answer>>> handle, int bytesMax = BodyBytesMax)
        where T : notnull =>
        routes.MapMethods(pattern, [method], Handler(async call =>
            (await BodyBytes.ReadAsync(call.Http.Request, bytesMax, call.Cancellation)).TryGet(out var bytes, out var refusal) &&
            Json.Read(bytes, type).TryGet(out var body, out refusal)
                ? await WriteAsync(call, bytes, unit => handle(new WriteCall<T>(call, body, bytes, unit)))
                : refusal)).WithMetadata(new ScopeAsked(scope), new IdempotencyTaken()).TakesJson<T>();

    /// <summary>A route that writes and has no body.</summary>
    public static RouteHandlerBuilder MapWrite(this IEndpointRouteBuilder routes, string method, string pattern, string scope,
        Func<WriteCall<NoBody>, Task<Result<Answer>>> handle) =>
        routes.MapMethods(pattern, [method], Handler(call =>
            WriteAsync(call, ReadOnlyMemory<byte>.Empty, unit => handle(new WriteCall<NoBody>(call, new NoBody(), [], unit)))))
            .WithMetadata(new ScopeAsked(scope), new IdempotencyTaken());

    /// <summary>Adds to a route that it is about the whole shop: keys limited to stores are refused.</summary>
    public static T OfWholeShop<T>(this T route)
        where T : IEndpointConventionBuilder => route.WithMetadata(new WholeShopAsked());

    /// <summary>
    /// Adds to a route's description that its body is JSON. It is read as such whatever its type says it is: who forgot to say
    /// would otherwise be told that there is no such address.
    /// </summary>
    public static RouteHandlerBuilder TakesJson<T>(this RouteHandlerBuilder route)
        where T : notnull => route.Accepts<T>(isOptional: true, "application/json", AnyType);

    /// <summary>Adds to a route's description what it takes behind its question mark.</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder route, params IReadOnlyList<string> names) =>
        route.WithMetadata(new QueryTaken(names));

    /// <summary>Adds to a route's description that it takes <c>If-Match</c>.</summary>
    public static RouteHandlerBuilder TakesVersion(this RouteHandlerBuilder route) => route.WithMetadata(new VersionTaken());

    /// <summary>Runs what a call asks for in one unit: once a key, where the caller gave one.</summary>
    public static async Task<Result<Answer>> WriteAsync(ApiCall call, ReadOnlyMemory<byte> body, Func<DbUnit, Task<Result<Answer>>> work)
    {
        if (!call.Http.Request.Headers.TryGetValue("Idempotency-Key", out var given))
        {
            return await call.Db.TryWriteAsync(work, call.Cancellation);
        }

        var key = given.ToString();
        if (key.Length is 0 or > KeyCharactersMax || key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return new Refusal(RefusalKind.Malformed, "idempotency.key_malformed");
        }

        var request = new IdempotentRequest(call.Caller.Actor, key, HashOf(call.Http.Request, body));
        var outcome = await call.Db.TryWriteAsync<(IdempotencyVerdict Verdict, Answer? Answer)>(async unit =>
        {
            Refusal? refused = null;
            Answer? full = null;
            var (verdict, stored) = await Idempotency.RunAsync(unit, request, call.Now, async () =>
            {
                if (!(await work(unit)).TryGet(out var answer, out refused))
                {
                    return new StoredAnswer(0, []);
                }

                full = answer;
                var kept = answer.Repeated ?? answer;
                return new StoredAnswer(kept.Status, kept.Body, kept.Person ?? answer.Person);
            });
            return refused is not null ? refused : (verdict, full ?? (stored is null ? null : new Answer(stored.Status, stored.Body)));
        }, call.Cancellation);
        if (!outcome.TryGet(out var done, out var refusal))
        {
            return refusal;
        }

        if (done.Verdict == IdempotencyVerdict.KeyReused)
        {
            return new Refusal(RefusalKind.Invalid, "idempotency.key_reused");
        }

        if (done.Verdict == IdempotencyVerdict.Repeated)
        {
            call.Http.Response.Headers["Idempotency-Replayed"] = "true";
        }

        return done.Answer!;
    }

    /// <summary>Answers a call: hands it on with who asks, and sends what comes of it.</summary>
    public static async Task<IResult> AnswerAsync(HttpContext http, Func<ApiCall, Task<Result<Answer>>> handle)
    {
        var caller = http.Features.Get<ApiCaller>() ?? throw new InvalidOperationException("A route was reached without a caller.");
        var now = Instant.FromDateTimeOffset(http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        var call = new ApiCall(http, caller, now);

        // What is at hand of the settings is never older than a moment, also for whoever cannot wait for them.
        await call.Get<IShopSettings>().FindAsync(call.Db, call.Cancellation);
        if ((await handle(call)).TryGet(out var answer, out var refusal))
        {
            await answer.SendAsync(http);
        }
        else
        {
            await http.RequestServices.GetRequiredService<Problems>().WriteAsync(http, refusal);
        }

        return Results.Empty;
    }

    // As a delegate, so that the answer is a result and the route is described to its callers.
    private static Delegate Handler(Func<ApiCall, Task<Result<Answer>>> handle) =>
        (HttpContext http) => AnswerAsync(http, handle);

    private static byte[] HashOf(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method}\n{request.Path}{request.QueryString}\n"));
        hash.AppendData(body.Span);
        return hash.GetHashAndReset();
    }
}
