using ActorNet.Cli;

return await ActorNetCommand.RunAsync(args, ProcessContext.Create());
