using ActorNet.Cli;

try
{
    return await ActorNetCommand.RunAsync(args, ProcessContext.Create());
}
catch (Exception fault)
{
    var failure = Failure.Of(fault);
    System.Console.Error.WriteLine(failure.Sentence);
    return failure.ExitCode;
}
